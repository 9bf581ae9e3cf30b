using FinancialMcp.Application.Audit.Verification;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What a verification must find: of which class, and which is the first of it.</summary>
internal sealed record Expected(FindingClass Class, long? Seq, long? Seal = null);

/// <summary>A way to damage a trail, and what must be found of it. More may be found, but not less, and none before it.</summary>
internal sealed record Tampering(
    string Name,
    Func<TamperedTrail, Task> DoAsync,
    Func<TrailTemplate, IEnumerable<Expected>> Expect
)
{
    /// <summary>False for what another database has no place for.</summary>
    internal bool OnSqlite { get; init; } = true;

    internal bool OnPostgres { get; init; } = true;

    internal bool HasNotes { get; init; } = true;

    internal bool IsLater { get; init; }
}
