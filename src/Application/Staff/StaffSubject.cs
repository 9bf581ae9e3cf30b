namespace FinancialMcp.Application.Staff;

/// <summary>
/// Who somebody is at an identity provider. OpenID Connect Core 1.0, 5.7: issuer and subject together are the only identifier
/// of a person that is never another's; a name can be given to somebody else.
/// </summary>
/// <param name="Issuer">The provider, as its tokens name it.</param>
/// <param name="Subject">The person, as the provider numbers people.</param>
public sealed record StaffSubject(string Issuer, string Subject);

/// <summary>Who came back from the provider, after its token was found to be right.</summary>
/// <param name="Subject">Who it is.</param>
/// <param name="Name">What the provider calls the person, untrusted; null when it says nothing.</param>
public sealed record ProviderIdentity(StaffSubject Subject, string? Name);

/// <summary>The one way in which people sign in at this instance.</summary>
/// <param name="Issuer">The identity provider's issuer; null: name, password and device, here.</param>
public sealed record StaffWay(string? Issuer)
{
    /// <summary>By what is kept here.</summary>
    public static StaffWay Local { get; } = new((string?)null);

    /// <summary>Whether the account's person has what this way takes.</summary>
    public bool Knows(StaffAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return Issuer is null
            ? account.Secrets is not null
            : string.Equals(account.Subject?.Issuer, Issuer, StringComparison.Ordinal);
    }
}
