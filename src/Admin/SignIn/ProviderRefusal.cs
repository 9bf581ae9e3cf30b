using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Admin.SignIn;

/// <summary>Why nobody was signed in by the provider: told on the page of signing in, by its code in the address.</summary>
/// <param name="Code">In the address.</param>
/// <param name="Status">Of the page that tells it.</param>
/// <param name="Text">What happened and what to do next.</param>
/// <param name="Reason">For the record; empty where the use case that refused wrote its own.</param>
internal sealed record ProviderRefusal(string Code, int Status, string Text, string Reason)
{
    internal static readonly ProviderRefusal Cancelled = new(
        "cancelled",
        StatusCodes.Status401Unauthorized,
        "The identity provider sent you back without signing you in. Try again, or ask those who run it.",
        "the identity provider refused, or the person did"
    );

    internal static readonly ProviderRefusal Unavailable = new(
        "unavailable",
        StatusCodes.Status503ServiceUnavailable,
        "The identity provider does not answer as it should. Nothing was changed. Try again soon.",
        "the identity provider does not answer"
    );

    internal static readonly ProviderRefusal Answer = new(
        "answer",
        StatusCodes.Status400BadRequest,
        "That was no answer to a question of this browser, or it was used already, or is too old. Begin again here.",
        "the answer belongs to no question of this browser, or was used"
    );

    internal static readonly ProviderRefusal Token = new(
        "token",
        StatusCodes.Status401Unauthorized,
        "What the identity provider said cannot be relied on. Try again; if it happens again, tell an administrator.",
        "the identity provider's token is not right"
    );

    internal static readonly ProviderRefusal Factors = new(
        "factors",
        StatusCodes.Status403Forbidden,
        "The identity provider did not say that you showed more than a password. Sign in there with a second factor.",
        "the identity provider names no second factor, or another class than is required"
    );

    internal static readonly ProviderRefusal Again = new(
        "again",
        StatusCodes.Status409Conflict,
        StaffPrincipal.SomebodyWas,
        "somebody else was signed in at the browser, and was signed out"
    );

    internal static readonly ProviderRefusal Unknown = new(
        "unknown",
        StatusCodes.Status401Unauthorized,
        "The identity provider knows you, and nobody here is you. Whoever is invited enrols first, with the one-time secret; "
            + "else ask an administrator.",
        Reason: ""
    );

    internal static readonly ProviderRefusal Secret = new(
        "secret",
        StatusCodes.Status400BadRequest,
        "That secret does not make you anybody here: it was used or is too old, or the identity provider calls you otherwise than "
            + "the invitation does, or by a name that somebody has or nobody can have. Ask the administrator who gave it to you.",
        "the one-time secret was not taken"
    );

    internal static readonly ProviderRefusal Presence = new(
        "presence",
        StatusCodes.Status403Forbidden,
        "That was no fresh sign-in of the person who is signed in here. Nothing was confirmed, and nothing was decided.",
        "no fresh sign-in of the same person"
    );

    /// <summary>The same, after the request that would have confirmed it.</summary>
    internal static readonly ProviderRefusal NotConfirmed = Presence with { Reason = "" };

    internal static readonly ProviderRefusal Database = new(
        "database",
        StatusCodes.Status503ServiceUnavailable,
        "The database does not answer. Try again soon.",
        Reason: ""
    );

    private static readonly ProviderRefusal[] All =
    [
        Cancelled,
        Unavailable,
        Answer,
        Token,
        Factors,
        Again,
        Unknown,
        Secret,
        Presence,
        Database,
    ];

    /// <summary>By its code; null for none of ours.</summary>
    internal static ProviderRefusal? Of(string? code) =>
        Array.Find(All, refusal => string.Equals(refusal.Code, code, StringComparison.Ordinal));

    /// <summary>Where it is told, with the way back to where the person was.</summary>
    internal string AddressFor(string? to) =>
        $"{AdminAuthentication.SignInPath}?refused={Code}"
        + (SignInForms.IsOurs(to) ? $"&to={Uri.EscapeDataString(to!)}" : "");
}
