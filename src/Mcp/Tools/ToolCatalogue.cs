using System.Collections.Frozen;
using System.Reflection;
using FinancialMcp.Application;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;

namespace FinancialMcp.Mcp.Tools;

/// <summary>
/// The tools that this server offers under its contract. A tool that no role of the caller allows does not exist for
/// that caller, in the list and in calls alike.
/// </summary>
internal sealed class ToolCatalogue : IToolCatalogue
{
    private readonly FrozenDictionary<string, OfferedTool> byName;

    public ToolCatalogue(BankContract contract, IServiceProvider services)
    {
        Offered =
        [
            .. ToolRegistry.All.Where(tool => IsIn(tool, contract)).Select(tool => tool.Offer(contract, services)),
        ];
        Tools = [.. Offered.Select(tool => tool.Facts)];
        byName = Offered.ToFrozenDictionary(tool => tool.Shape.Name, StringComparer.Ordinal);
    }

    /// <summary>In the order of the registry.</summary>
    public IReadOnlyList<OfferedTool> Offered { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ToolFacts> Tools { get; }

    public IEnumerable<OfferedTool> VisibleTo(Caller caller) => Offered.Where(tool => IsVisible(tool, caller));

    /// <summary>The tool, or null when there is none for this caller.</summary>
    public OfferedTool? Find(string name, Caller caller) =>
        byName.TryGetValue(name, out var tool) && IsVisible(tool, caller) ? tool : null;

    private static bool IsVisible(OfferedTool tool, Caller caller) =>
        caller.RightTo(tool.Permission) != Right.NotGranted;

    private static bool IsIn(ToolDeclaration tool, BankContract contract) =>
        tool.Request.GetCustomAttribute<OnlyInAttribute>() is not { } only || only.Contract == contract;
}
