using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;

namespace FinancialMcp.Application.Oversight;

/// <summary>
/// Decides on what holds now and writes it only if that still holds: of two people who change something at once, the
/// second decides again on what the first left.
/// </summary>
public sealed class OversightChanges(
    IOversightStore store,
    OversightWatch watch,
    IOversightSignal signal,
    AuditRecords records,
    CallContext context
)
{
    private const int MostTries = 20;

    /// <summary>
    /// Makes the change that <paramref name="decide"/> derives, recorded under <paramref name="code"/> with the reason.
    /// What decide throws, is thrown. Returns what holds afterwards.
    /// </summary>
    public Task<OversightState> MakeAsync(
        AuditCode code,
        string reason,
        Func<OversightState, OversightChange> decide,
        CancellationToken cancellationToken
    ) => MakeAsync(reason, state => (code, decide(state)), cancellationToken);

    /// <summary>As the other, where what holds also decides what the change is recorded as.</summary>
    public async Task<OversightState> MakeAsync(
        string reason,
        Func<OversightState, (AuditCode Code, OversightChange Change)> decide,
        CancellationToken cancellationToken
    )
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var state = await store.ReadAsync(cancellationToken);
            var (code, change) = decide(state);
            var record = records.OfCall(code, AuditRecords.Allowed) with { Reason = reason };
            if (await store.ChangeAsync(state.Version, change, record))
            {
                context.IsRecorded = true;
                signal.Tell();
                await watch.RefreshAsync(CancellationToken.None);
                return watch.LastKnown!;
            }
        }

        throw new StoreUnavailableException("Others keep changing the same. Nothing was changed.");
    }
}
