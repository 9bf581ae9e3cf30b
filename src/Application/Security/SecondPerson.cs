namespace FinancialMcp.Application.Security;

/// <summary>What takes two people: whoever proposed it is not the second of them.</summary>
internal static class SecondPerson
{
    /// <summary>
    /// Throws <see cref="AppException"/> AUTHORIZATION_ERROR when the person proposed it. <paramref name="deed"/> completes
    /// "another person has to …".
    /// </summary>
    public static void MustNotBe(string? proposer, string person, string deed)
    {
        if (string.Equals(proposer, person, StringComparison.Ordinal))
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                $"You proposed this yourself: another person has to {deed}."
            );
        }
    }

    /// <summary>Throws <see cref="AppException"/> AUTHORIZATION_ERROR when the person would decide about themselves.</summary>
    public static void MustNotBeAbout(string about, string person)
    {
        if (string.Equals(about, person, StringComparison.Ordinal))
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "This is about yourself: another person has to approve it."
            );
        }
    }
}
