using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// Seals what nobody sealed yet: at once when there is something, and an empty seal once a minute. One process leads;
/// the others wait for it to fall. Not for use by two threads.
/// </summary>
internal sealed class Sealer(ISealLedger ledger, AuditKeys keys, TrailKeeper keeper, TimeProvider time)
{
    /// <summary>Records in one seal at most.</summary>
    internal const int MostRecords = 10_000;

    private static readonly TimeSpan EmptyAfter = TimeSpan.FromSeconds(60);

    private Lead? lead;

    /// <summary>The seal that was made last, by anybody; null before the first, and while another process leads.</summary>
    internal Seal? Last => lead?.Last;

    /// <summary>
    /// Makes every seal that can be made now; false when another process leads. Throws
    /// <see cref="Application.StoreUnavailableException"/>: then nothing is known, and the next round begins anew.
    /// </summary>
    internal async Task<bool> RoundAsync()
    {
        try
        {
            if (!await ledger.TryLeadAsync())
            {
                lead = null;
                return false;
            }

            lead ??= await BeginAsync();
            while (await SealAsync(lead)) { }
            return true;
        }
        catch
        {
            lead = null;
            throw;
        }
    }

    private async Task<Lead> BeginAsync()
    {
        var all = await keeper.EnsureEpochAsync();
        var last = await ledger.FindSealAsync(null);
        var open = new Queue<OpenEpoch>();
        foreach (var (at, epoch) in all.Index())
        {
            var from = (await ledger.LastOfAsync(epoch.Number))?.ToPosition ?? 0;
            if (from < long.MaxValue)
            {
                open.Enqueue(new OpenEpoch(epoch, at + 1 < all.Count ? all[at + 1] : null, from));
            }
        }

        await keeper.EnsureKeyAsync();
        return new Lead(all[^1], open, await ledger.BoundAsync()) { Last = last };
    }

    /// <summary>Seals of the oldest epoch that is open; true when there may be more to seal at once.</summary>
    private async Task<bool> SealAsync(Lead now)
    {
        var (epoch, next, from) = now.Open.Peek();
        if (next is not null && await ledger.HorizonAsync() < now.Bound)
        {
            // A transaction of the old epoch may still commit.
            return false;
        }

        var (to, records) = await ledger.UnsealedAsync(epoch, next, from, MostRecords);
        var at = time.GetUtcNow();
        var isDue = now.Last is null || at - SqliteValues.Time(now.Last.SealedAt) >= EmptyAfter;
        if (records.Count == 0 && next is null && !isDue)
        {
            return false;
        }

        var (seal, leaves) = Make(now, epoch, from, to, records, at);
        await ledger.AppendAsync(seal, leaves);
        now.Last = seal;
        now.GoOn(to);
        return records.Count > 0 || next is not null;
    }

    private (Seal Seal, byte[] Leaves) Make(
        Lead now,
        Epoch epoch,
        long from,
        long to,
        IReadOnlyList<SealedRecord> records,
        DateTimeOffset at
    )
    {
        var (hashes, members) = SealLeaves.Of(records);
        var (number, hash) =
            now.Last is { } last && last.Number >= now.Current.AfterSeal
                ? (last.Number, last.Hash())
                : (now.Current.AfterSeal, now.Current.AfterHash);
        var seal = new Seal
        {
            Number = number + 1,
            Epoch = epoch.Number,
            Count = records.Count,
            FirstSeq = records.Count > 0 ? records.Min(record => record.Seq) : null,
            LastSeq = records.Count > 0 ? records.Max(record => record.Seq) : null,
            FromPosition = from,
            ToPosition = to,
            Root = MerkleTree.Root(hashes),
            Previous = hash,
            SealedAt = SqliteValues.Microseconds(at),
            KeyId = keys.SigningKeyId,
        };
        return (seal with { Signature = keys.Sign(seal.Body()) }, members);
    }

    /// <summary>An epoch with records that may have no seal, the one after it, and where its next seal begins.</summary>
    private sealed record OpenEpoch(Epoch Epoch, Epoch? Next, long From);

    /// <summary>What the leader knows.</summary>
    /// <param name="current">The epoch that records are written in.</param>
    /// <param name="open">Epochs that are not sealed to their end, oldest first; the last is the current one.</param>
    /// <param name="bound">The horizon at which nobody can write into an epoch before the current one any more.</param>
    private sealed class Lead(Epoch current, Queue<OpenEpoch> open, long bound)
    {
        internal Epoch Current { get; } = current;

        internal Queue<OpenEpoch> Open { get; private set; } = open;

        internal long Bound { get; } = bound;

        /// <summary>The seal with the highest number.</summary>
        internal Seal? Last { get; set; }

        /// <summary>The oldest open epoch is sealed to there; to the greatest position there is, it is over.</summary>
        internal void GoOn(long to)
        {
            var first = Open.Dequeue();
            if (to < long.MaxValue)
            {
                Open = new Queue<OpenEpoch>([first with { From = to }, .. Open]);
            }
        }
    }
}
