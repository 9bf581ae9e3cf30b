namespace FinancialMcp.Application.Monitoring;

/// <summary>A tool as agents are offered it.</summary>
/// <param name="Name">What it is called by.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">For models.</param>
/// <param name="IsReadOnly">It leaves everything as it was.</param>
/// <param name="IsDestructive">What it does cannot be taken back by its caller.</param>
/// <param name="IsIdempotent">Asking twice with the same arguments does it once.</param>
/// <param name="IsOpenWorld">It reaches beyond the caller's own accounts.</param>
/// <param name="Permission">The right that it takes; null: any caller may use it.</param>
/// <param name="InputSchema">Of its arguments, as JSON.</param>
/// <param name="OutputSchema">Of its answer, as JSON; null where it has none.</param>
/// <param name="SchemaHash">Names exactly this name, description and schemas in records.</param>
public sealed record ToolFacts(
    string Name,
    string Title,
    string Description,
    bool IsReadOnly,
    bool IsDestructive,
    bool IsIdempotent,
    bool IsOpenWorld,
    string? Permission,
    string InputSchema,
    string? OutputSchema,
    string SchemaHash
);

/// <summary>The tools that this server offers to agents, as its protocol side declares them.</summary>
public interface IToolCatalogue
{
    /// <summary>Every one, in the order in which they are listed.</summary>
    IReadOnlyList<ToolFacts> Tools { get; }
}
