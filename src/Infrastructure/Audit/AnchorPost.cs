using FinancialMcp.Application;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// Tells one place outside the database of every seal, in their order, beside the sealing: a place that is slow or away
/// keeps nothing else waiting, and is told what it missed when it is back.
/// </summary>
internal sealed partial class AnchorPost(IAnchor anchor, TimeProvider time, ILogger<AnchorPost> log)
{
    private const int NotesAtOnce = 1000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private long? told;
    private long recorded;
    private Task<long> telling = Task.FromResult(0L);
    private DateTimeOffset notBefore;

    internal string Name => anchor.Name;

    /// <summary>Forgets what was told: another process may tell the place meanwhile.</summary>
    internal void Forget() => told = null;

    /// <summary>Takes note of what the place has been told and begins to tell it what it does not know yet.</summary>
    internal async Task GoOnAsync(ISealLedger ledger, long last)
    {
        if (!telling.IsCompleted || time.GetUtcNow() < notBefore)
        {
            return;
        }

        try
        {
            told = Math.Max(await telling, told ?? await ToldAsync(ledger));
        }
#pragma warning disable CA1031 // Whatever an anchor throws: it is told again.
        catch (Exception cause) when (cause is not StoreUnavailableException)
#pragma warning restore CA1031
        {
            LogFailed(cause, Name);
            telling = Task.FromResult(0L);
            notBefore = time.GetUtcNow() + RetryAfter;
            return;
        }

        if (told > recorded)
        {
            await ledger.AnchoredAsync(Name, told.Value, time.GetUtcNow());
            recorded = told.Value;
        }

        if (told < last)
        {
            var seals = await ledger.SealsAfterAsync(told.Value, NotesAtOnce);
            telling = Task.Run(async () =>
            {
                await anchor.TellAsync([.. seals.Select(seal => seal.Note())]);
                return seals[^1].Number;
            });
        }
    }

    /// <summary>Returns when the place has been told what it is being told.</summary>
    internal Task FinishAsync() => Task.WhenAny(telling);

    private async Task<long> ToldAsync(ISealLedger ledger) =>
        await anchor.LastNoteAsync() is { } note && Domain.Audit.Seal.Parse(note) is { } seal
            ? seal.Number
            : await ledger.AnchoredAsync(Name);

    [LoggerMessage(
        3102,
        LogLevel.Error,
        "audit_anchor_failed: the {Anchor} anchor could not be told of seals",
        EventName = "audit_anchor_failed"
    )]
    private partial void LogFailed(Exception cause, string anchor);
}
