using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FluentValidation;

namespace FinancialMcp.Application.Agents;

/// <summary>How people write a grant, and how two grants compare.</summary>
internal static class GrantRules
{
    private static readonly string[] Whole = [Grant.None.Text, Grant.Read.Text, Grant.Role.Text];

    /// <summary>none, read, role, or permissions of agents separated by single spaces.</summary>
    public static IRuleBuilderOptions<T, string?> GrantText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text =>
                text is not null
                && (
                    Whole.Contains(text, StringComparer.Ordinal) || text.Split(' ').All(Permissions.ScopeOf.ContainsKey)
                )
            )
            .WithMessage("Must be none, read, role, or permissions of agents separated by single spaces.");

    /// <summary>The grant that the text means; permissions in order, each once.</summary>
    public static Grant Read(string text) =>
        Whole.Contains(text, StringComparer.Ordinal) ? Grant.Parse(text) : Grant.Of(text.Split(' '));

    /// <summary>
    /// Whether the new grant allows nothing that the old one does not, also of permissions that come later: what the role
    /// allows, and what only reads, grow with them, so only the same words hold them.
    /// </summary>
    public static bool OnlyNarrows(Grant old, Grant next) =>
        next == Grant.Role ? old == Grant.Role
        : next == Grant.Read ? old == Grant.Role || old == Grant.Read
        : Permissions.ScopeOf.Keys.All(permission => !Allows(next, permission) || Allows(old, permission));

    private static bool Allows(Grant grant, string permission) =>
        grant.Allows(permission, Permissions.Reads.Contains(permission));
}
