using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>A record's place in a seal, with its path to the root.</summary>
internal readonly record struct ProvenPlace(long Seal, int Index, byte[] Path);

/// <summary>Finds the places of records that come in the order of the seals: each seal is read once.</summary>
internal sealed class SealWalk(Database database)
{
    private Covering? current;
    private int? endedEpoch;

    /// <summary>
    /// The record's place; null for one that no seal covers yet, and for one that the seal of its position does not know,
    /// which is then for the verification to find.
    /// </summary>
    internal async Task<ProvenPlace?> PlaceOfAsync(SealedRecord record, CancellationToken cancellationToken)
    {
        if (current?.Covers(record) != true && record.Epoch != endedEpoch)
        {
            current = await CoveringAsync(record, cancellationToken);

            // Behind the last seal of its epoch: so is everything that comes after it.
            endedEpoch = current?.Covers(record) == true ? null : record.Epoch;
        }

        return current is { } seal && seal.Covers(record) && seal.Places.TryGetValue(record.Seq, out var index)
            ? new ProvenPlace(seal.Number, index, seal.Paths.Of(index))
            : null;
    }

    private async Task<Covering?> CoveringAsync(SealedRecord record, CancellationToken cancellationToken) =>
        await database.ManyAsync(
            AuditReading.CoveringSeal("number, from_position, to_position, leaves"),
            [record.Epoch, record.Position],
            row => new Covering(record.Epoch, row.Long(0), row.Long(1), row.Long(2), row.Bytes(3)),
            cancellationToken
        )
            is [var seal]
            ? seal
            : null;

    private sealed class Covering(int epoch, long number, long from, long to, byte[] leaves)
    {
        internal long Number => number;

        internal MerklePaths Paths { get; } = new(SealLeaves.Hashes(leaves));

        internal Dictionary<long, int> Places { get; } =
            Enumerable
                .Range(0, leaves.Length / SealLeaves.EntrySize)
                .GroupBy(at => SealLeaves.SeqAt(leaves, at))
                .ToDictionary(same => same.Key, same => same.First());

        internal bool Covers(SealedRecord record) =>
            record.Epoch == epoch && record.Position >= from && record.Position < to;
    }
}
