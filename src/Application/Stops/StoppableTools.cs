using System.Text.Json;
using FinancialMcp.Application.Operations;

namespace FinancialMcp.Application.Stops;

/// <summary>The tools that change something: a stop of another name would stop nothing, and nobody would notice.</summary>
internal static class StoppableTools
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(IChange)
            .Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(IChange).IsAssignableFrom(type))
            .Select(type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name))
            .Order(StringComparer.Ordinal),
    ];
}
