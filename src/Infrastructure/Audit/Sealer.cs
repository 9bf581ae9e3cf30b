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
            while (lead.Closing is { } old && await SealAsync(lead, old, lead.Current)) { }
            while (lead.Closing is null && await SealAsync(lead, lead.Current, null)) { }
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
        var current = all[^1];
        var old = all.Count > 1 ? all[^2] : null;
        var oldLast = old is null ? null : await ledger.LastOfAsync(old.Number);
        await keeper.EnsureKeyAsync();
        return new Lead(current, last)
        {
            Closing = oldLast?.ToPosition == long.MaxValue ? null : old,
            ClosingFrom = oldLast?.ToPosition ?? 0,
            ClosingBound = await ledger.BoundAsync(),
            From = last?.Epoch == current.Number ? last.ToPosition : 0,
        };
    }

    /// <summary>True when there may be more to seal at once.</summary>
    private async Task<bool> SealAsync(Lead now, Epoch epoch, Epoch? next)
    {
        if (next is not null && await ledger.HorizonAsync() < now.ClosingBound)
        {
            // A transaction of the old epoch may still commit.
            return false;
        }

        var from = next is null ? now.From : now.ClosingFrom;
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
        if (next is null)
        {
            now.From = to;
        }
        else
        {
            now.ClosingFrom = to;
            now.Closing = to == long.MaxValue ? null : epoch;
        }

        return records.Count > 0;
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

    /// <summary>What the leader knows.</summary>
    private sealed class Lead(Epoch current, Seal? last)
    {
        internal Epoch Current { get; } = current;

        /// <summary>The seal with the highest number.</summary>
        internal Seal? Last { get; set; } = last;

        /// <summary>Where the current epoch's next seal begins.</summary>
        internal long From { get; set; }

        /// <summary>The epoch before, while records of it are not sealed.</summary>
        internal Epoch? Closing { get; set; }

        internal long ClosingFrom { get; set; }

        /// <summary>The horizon at which nobody can write into the epoch before any more.</summary>
        internal long ClosingBound { get; init; }
    }
}
