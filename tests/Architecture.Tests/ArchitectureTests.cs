using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace FinancialMcp.Architecture.Tests;

/// <summary>Each rule holds for the product, looked at something, and is shown to fail on a planted violation.</summary>
public sealed class ArchitectureTests
{
    private static readonly Lazy<IReadOnlyList<IType>> Product = new(() =>
        Load([
            .. new[]
            {
                "FinancialMcp.Domain",
                "FinancialMcp.Application",
                "FinancialMcp.Infrastructure",
                "FinancialMcp.Admin",
                "FinancialMcp.Sandbox",
                "financial-mcp",
            }.Select(System.Reflection.Assembly.Load),
        ])
    );

    private static readonly Lazy<IReadOnlyList<IType>> Planted = new(() => Load(typeof(ArchitectureTests).Assembly));

    public static TheoryData<string> RuleNames => [.. Rules.All.Keys];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void The_product_keeps_the_rule(string rule)
    {
        var finding = Rules.All[rule](Product.Value);

        Assert.True(finding.Scanned > 0, "The rule looked at nothing.");
        Assert.Empty(finding.Violations);
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void A_planted_violation_is_found(string rule) => Assert.NotEmpty(Rules.All[rule](Planted.Value).Violations);

    private static List<IType> Load(params System.Reflection.Assembly[] assemblies)
    {
        var names = assemblies.Select(assembly => assembly.FullName!).ToHashSet(StringComparer.Ordinal);
        return new ArchLoader()
            .LoadAssemblies(assemblies)
            .Build()
            .Types.Where(type => names.Contains(type.Assembly.FullName) || names.Contains(type.Assembly.Name))
            .ToList();
    }
}
