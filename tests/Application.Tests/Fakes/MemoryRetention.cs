using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>Holds and removals in memory; what the real stores promise is tested on the databases.</summary>
internal sealed class MemoryRetention(MemoryTrail trail) : IRetentionStore
{
    private readonly List<LegalHold> holds = [];
    private readonly List<MonthDrop> drops = [];

    public Dictionary<Retention, DateTimeOffset> Oldest { get; } = [];

    public Dictionary<(Retention, DateTimeOffset), long> Counts { get; } = [];

    public Task<long> CountAsync(
        Retention retention,
        DateTimeOffset month,
        int most,
        CancellationToken cancellationToken
    ) => Task.FromResult(Math.Min(most, Counts.GetValueOrDefault((retention, month))));

    public Task<IReadOnlyDictionary<Retention, DateTimeOffset>> OldestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Retention, DateTimeOffset>>(Oldest);

    public Task<IReadOnlyList<LegalHold>> HoldsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LegalHold>>([.. holds]);

    public Task<IReadOnlyList<MonthDrop>> DropsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MonthDrop>>([.. drops]);

    public Task<bool> PlaceAsync(LegalHold hold, AuditEvent record) => WriteAsync(true, () => holds.Add(hold), record);

    public Task<bool> LiftAsync(Guid hold, HoldLift lift, AuditEvent record)
    {
        var at = holds.FindIndex(it => it.Id == hold && it.Lifted is null);
        return WriteAsync(at >= 0, () => holds[at] = holds[at] with { Lifted = lift }, record);
    }

    public Task<bool> RequestAsync(MonthDrop drop, AuditEvent record) =>
        WriteAsync(
            !drops.Exists(it => it.Retention == drop.Retention && it.Month == drop.Month),
            () => drops.Add(drop),
            record
        );

    public Task<bool> ConfirmAsync(Guid drop, string by, DateTimeOffset at, AuditEvent record)
    {
        var place = drops.FindIndex(it => it.Id == drop && it.ConfirmedBy is null && it.RequestedBy != by);
        return WriteAsync(
            place >= 0,
            () => drops[place] = drops[place] with { ConfirmedBy = by, ConfirmedAt = at },
            record
        );
    }

    private async Task<bool> WriteAsync(bool may, Action write, AuditEvent record)
    {
        if (may)
        {
            await trail.AppendAsync(record);
            write();
        }

        return may;
    }
}
