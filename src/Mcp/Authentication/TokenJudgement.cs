using FinancialMcp.Application.Security;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>What came of looking at a token: a caller, or the reason why there is none.</summary>
/// <param name="Caller">Who calls; null exactly when there is a reason.</param>
/// <param name="Reason">One of <see cref="TokenFault"/>.</param>
internal sealed record TokenJudgement(Caller? Caller, string? Reason);

/// <summary>Why a token is refused: a closed vocabulary, for metrics, logs and records. It tells nothing of the token.</summary>
internal static class TokenFault
{
    public const string Missing = "missing";
    public const string InQuery = "in_query";
    public const string Malformed = "malformed";
    public const string Expired = "expired";
    public const string Signature = "signature";
    public const string Algorithm = "algorithm";
    public const string Issuer = "issuer";
    public const string Audience = "audience";
    public const string Lifetime = "lifetime";
    public const string Claims = "claims";

    /// <summary>It cannot be judged: who issues tokens has never answered.</summary>
    public const string NoAuthority = "no_authority";
}
