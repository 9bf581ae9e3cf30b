using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;

namespace FinancialMcp.Architecture.Tests;

/// <summary>What was looked at, and what breaks the rule.</summary>
internal sealed record Finding(int Scanned, IReadOnlyList<string> Violations);

/// <summary>The arrows and habits of the code base that project references cannot enforce.</summary>
internal static class Rules
{
    private const string Ours = "FinancialMcp.";

    /// <summary>Each rule by its name, as a function of the types to look at.</summary>
    public static IReadOnlyDictionary<string, Func<IReadOnlyList<IType>, Finding>> All { get; } =
        new Dictionary<string, Func<IReadOnlyList<IType>, Finding>>(StringComparer.Ordinal)
        {
            ["Domain_references_only_the_runtime"] = types =>
                MayNotUse(
                    types,
                    "FinancialMcp.Domain",
                    target =>
                        target.Contains('.', StringComparison.Ordinal)
                            && !target.Contains("PrivateImplementationDetails", StringComparison.Ordinal)
                            && !InFolder(target, "System")
                            && !InFolder(target, "FinancialMcp.Domain")
                        || InFolder(target, "System.Net")
                ),
            ["Application_knows_no_network_database_or_web"] = types =>
                MayNotUse(
                    types,
                    "FinancialMcp.Application",
                    target =>
                        In(
                            target,
                            "System.Net",
                            "Microsoft.EntityFrameworkCore",
                            "Microsoft.AspNetCore",
                            "ModelContextProtocol",
                            "Refit",
                            "Npgsql",
                            "Microsoft.Data",
                            "FinancialMcp.Infrastructure",
                            "FinancialMcp.Mcp",
                            "FinancialMcp.Admin"
                        )
                ),
            ["Admin_sends_requests_and_nothing_else"] = types =>
                MayNotUse(
                    types,
                    "FinancialMcp.Admin",
                    target =>
                        In(
                            target,
                            "FinancialMcp.Infrastructure",
                            "FinancialMcp.Mcp",
                            "Microsoft.EntityFrameworkCore",
                            "System.Net.Http",
                            "Npgsql"
                        )
                ),
            ["Only_the_composition_root_names_Infrastructure"] = types =>
                MayNotUse(
                    types
                        .Where(type => !In(Name(type), "FinancialMcp.Mcp.Hosting", "FinancialMcp.Mcp.Commands"))
                        .ToList(),
                    "FinancialMcp.Mcp",
                    target => InFolder(target, "FinancialMcp.Infrastructure")
                ),
            ["The_sandbox_knows_none_of_the_others"] = types =>
                MayNotUse(
                    types,
                    "FinancialMcp.Sandbox",
                    target =>
                        target.StartsWith(Ours, StringComparison.Ordinal) && !InFolder(target, "FinancialMcp.Sandbox")
                ),
            ["Handlers_send_no_other_request"] = types =>
                Uses(
                    types.Where(type =>
                        InFolder(Name(type), "FinancialMcp.Application")
                        && type.Name.EndsWith("Handler", StringComparison.Ordinal)
                    ),
                    target => In(target, "Mediator.ISender", "Mediator.IMediator", "Mediator.Mediator")
                ),
            ["No_binary_floating_point_near_money"] = types =>
                Uses(
                    types.Where(type =>
                        In(
                            Name(type),
                            "FinancialMcp.Domain",
                            "FinancialMcp.Application",
                            "FinancialMcp.Infrastructure.Backends",
                            "FinancialMcp.Sandbox"
                        )
                        && !In(Name(type), "FinancialMcp.Application.Monitoring")
                        && !type.Name.Contains("PrivateImplementationDetails", StringComparison.Ordinal)
                    ),
                    target => target is "System.Double" or "System.Single",
                    IsDeclared
                ),
        };

    private static Finding MayNotUse(IReadOnlyList<IType> types, string folder, Func<string, bool> forbidden) =>
        Uses(types.Where(type => InFolder(Name(type), folder)), forbidden);

    /// <summary>Every dependency of the types on a forbidden one.</summary>
    private static Finding Uses(
        IEnumerable<IType> types,
        Func<string, bool> forbidden,
        Func<ITypeDependency, bool>? counts = null
    )
    {
        var scanned = types.ToList();
        var violations = scanned
            .SelectMany(type =>
                type.Dependencies.Where(dependency => counts is null || counts(dependency))
                    .Where(dependency => forbidden(Name(dependency.Target)))
                    .Select(dependency => $"{Name(type)} -> {Name(dependency.Target)}")
            )
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return new Finding(scanned.Count, violations);
    }

    /// <summary>What a type holds or promises. TimeSpan gives and takes doubles inside methods, and times are not money.</summary>
    private static bool IsDeclared(ITypeDependency dependency) =>
        dependency is FieldTypeDependency or PropertyTypeDependency or MethodSignatureDependency;

    private static string Name(IType type) => type.FullName;

    private static bool In(string name, params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
        {
            if (InFolder(name, folder))
            {
                return true;
            }
        }

        return false;
    }

    private static bool InFolder(string name, string folder) =>
        name.StartsWith(folder, StringComparison.Ordinal)
        && (name.Length == folder.Length || name[folder.Length] is '.' or '/' or '+' or '`');
}
