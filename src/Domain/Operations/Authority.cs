namespace FinancialMcp.Domain.Operations;

/// <summary>
/// Under which right an operation was asked for, as the token stated it then: an approved operation is judged again by
/// this and by what holds when it is dispatched.
/// </summary>
/// <param name="Permission">The right itself, <c>area:action</c>.</param>
/// <param name="Roles">The caller's roles.</param>
/// <param name="Scopes">The token's scopes; null when it carried none.</param>
public sealed record Authority(string Permission, IReadOnlyList<string> Roles, IReadOnlyList<string>? Scopes);
