using System.Globalization;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>What of a seal the records between its positions can be held against.</summary>
internal enum SealUse
{
    /// <summary>Nothing: it is neither signed nor where a seal must be.</summary>
    None,

    /// <summary>All of them together against its root: its leaves were tampered with.</summary>
    Root,

    /// <summary>Each of them.</summary>
    Leaves,
}

/// <summary>
/// Judges seals in the order of their numbers: each by its signature and its leaves, and by how it follows the one
/// before it.
/// </summary>
/// <param name="epochs">Oldest first.</param>
/// <param name="keys">What seals must be signed by.</param>
/// <param name="startsAnywhere">True for a part of a trail, whose first seal need not be the first there is.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SealChain(
    IReadOnlyList<Epoch> epochs,
    TrustedKeys keys,
    bool startsAnywhere,
    FindingList findings
)
{
    private readonly Dictionary<int, long> ends = [];
    private Seal? last;
    private byte[] lastHash = Seal.NoPrevious;

    internal long Count { get; private set; }

    /// <summary>
    /// Judges the next seal. The records between its positions can be held against it when it is signed, or at least
    /// stands where a seal must stand.
    /// </summary>
    internal SealUse Accept(Seal seal, byte[]? leaves)
    {
        Count++;
        var problem = keys.ProblemOf(seal);
        if (problem is not null)
        {
            Add(FindingClass.Invalid, seal, problem);
        }

        var isExplained = CheckNumber(seal);
        var fits = CheckPositions(seal, isExplained);
        CheckEpoch(seal);
        var proves = leaves is null || CheckLeaves(seal, leaves);
        ends[seal.Epoch] = problem is null || fits ? seal.ToPosition : ends.GetValueOrDefault(seal.Epoch);
        last = seal;
        lastHash = seal.Hash();
        return problem is not null && !fits ? SealUse.None
            : proves ? SealUse.Leaves
            : SealUse.Root;
    }

    /// <summary>False where the chain is broken, so that positions need not go on either.</summary>
    private bool CheckNumber(Seal seal)
    {
        var before = last?.Number ?? 0;
        if (last is null && startsAnywhere)
        {
            return true;
        }

        if (epochs.FirstOrDefault(epoch => epoch.AfterSeal == seal.Number - 1 && epoch.Number > 1) is { } begun)
        {
            // Also where no seal is lost the epoch says which seal it goes on from.
            if (!seal.Previous.AsSpan().SequenceEqual(begun.AfterHash))
            {
                Add(
                    FindingClass.Forked,
                    seal,
                    $"is the first of epoch {begun.Number}, but does not follow the seal that the epoch goes on from"
                );
            }

            if (begun.AfterSeal > before)
            {
                return true;
            }
        }

        if (seal.Number <= before)
        {
            Add(FindingClass.Reordered, seal, $"stands behind seal {before}");
            return false;
        }

        if (seal.Number != before + 1)
        {
            findings.Add(
                new Finding(
                    FindingClass.Gap,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Seals {before + 1} to {seal.Number - 1} are not there."
                    )
                )
                {
                    Seal = before + 1,
                },
                seal.Number - 1 - before
            );
            return false;
        }

        if (!seal.Previous.AsSpan().SequenceEqual(lastHash))
        {
            Add(FindingClass.Forked, seal, "names another seal before it than the one that is there");
        }

        return true;
    }

    /// <summary>True when it begins where the one before it, of its epoch, ended.</summary>
    private bool CheckPositions(Seal seal, bool mustGoOn)
    {
        if (last is not null && seal.Epoch < last.Epoch)
        {
            Add(FindingClass.Reordered, seal, $"is of epoch {seal.Epoch}, behind one of epoch {last.Epoch}");
            return false;
        }

        if (last is null && startsAnywhere)
        {
            return true;
        }

        var end = ends.GetValueOrDefault(seal.Epoch);
        if (seal.FromPosition < end)
        {
            Add(FindingClass.Forked, seal, "covers positions that the seal before it covers");
        }
        else if (seal.FromPosition > end && mustGoOn)
        {
            Add(FindingClass.Gap, seal, "begins behind the end of the seal before it");
        }

        return seal.FromPosition == end;
    }

    private void CheckEpoch(Seal seal)
    {
        var at = epochs.ToList().FindIndex(epoch => epoch.Number == seal.Epoch);
        var next = at >= 0 && at + 1 < epochs.Count ? epochs[at + 1].FirstSeq : long.MaxValue;
        if (at < 0)
        {
            Add(FindingClass.Invalid, seal, $"is of epoch {seal.Epoch}, which is not there");
        }
        else if (seal.Count > 0 && (seal.FirstSeq < epochs[at].FirstSeq || seal.LastSeq >= next))
        {
            Add(FindingClass.Invalid, seal, $"has records that epoch {seal.Epoch}, as it is written, does not have");
        }
    }

    /// <summary>True when the leaves beside the seal are those that its root is over.</summary>
    private bool CheckLeaves(Seal seal, byte[] leaves)
    {
        if (
            leaves.Length != seal.Count * (long)SealLeaves.EntrySize
            || !MerkleTree.Root(SealLeaves.Hashes(leaves)).AsSpan().SequenceEqual(seal.Root)
        )
        {
            Add(FindingClass.Invalid, seal, "has leaves that do not lead to its root: they were tampered with");
            return false;
        }

        var (least, greatest) = (long.MaxValue, long.MinValue);
        for (var at = 0; at < seal.Count; at++)
        {
            var seq = SealLeaves.SeqAt(leaves, at);
            (least, greatest) = (Math.Min(least, seq), Math.Max(greatest, seq));
        }

        if (seal.Count == 0 ? seal.FirstSeq is not null : least != seal.FirstSeq || greatest != seal.LastSeq)
        {
            Add(
                FindingClass.Invalid,
                seal,
                "has other numbers beside its leaves than it says: they were tampered with"
            );
        }

        return true;
    }

    private void Add(FindingClass kind, Seal seal, string what) =>
        findings.Add(new Finding(kind, $"Seal {seal.Number} {what}.") { Seal = seal.Number });
}
