namespace FinancialMcp.Domain.Operations;

/// <summary>
/// Under which right an operation was asked for, as the token stated it then: an approved operation is judged again by
/// this and by what holds when it is dispatched. Equal when everything in it is.
/// </summary>
/// <param name="Permission">The right itself, <c>area:action</c>.</param>
/// <param name="Roles">The caller's roles.</param>
/// <param name="Scopes">The token's scopes; null when it carried none.</param>
public sealed record Authority(string Permission, IReadOnlyList<string> Roles, IReadOnlyList<string>? Scopes)
{
    public bool Equals(Authority? other) =>
        other is not null
        && Permission == other.Permission
        && Roles.SequenceEqual(other.Roles, StringComparer.Ordinal)
        && (Scopes ?? []).SequenceEqual(other.Scopes ?? [], StringComparer.Ordinal)
        && Scopes is null == other.Scopes is null;

    public override int GetHashCode() => HashCode.Combine(Permission, Roles.Count, Scopes?.Count);
}
