namespace FinancialMcp.Admin.SignIn;

/// <summary>What the pages of signing in have in common.</summary>
internal static class SignInForms
{
    /// <summary>A path of this site, which no browser reads as another host.</summary>
    internal static bool IsOurs(string? to) =>
        to is { Length: > 0 }
        && to[0] == '/'
        && (to.Length == 1 || to[1] is not ('/' or '\\'))
        && !to.Any(char.IsControl);
}
