using System.Buffers.Binary;
using System.Security.Cryptography;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;
using static FinancialMcp.Application.Audit.Verification.FindingClass;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What is done to seals, to epochs and keys, and to the notes outside the database.</summary>
internal static class SealTamperings
{
    internal static IEnumerable<Tampering> All => [.. Chains, .. Removals, .. Seals, .. Leaves, .. Others];

    private static IEnumerable<Tampering> Chains =>
        [
            new(
                "change a record and chain again without the key",
                trail => ChangeAndChainAsync(trail, seal => seal.Signature),
                was => [new(Invalid, null, was.Read.Seal), new(MacMismatch, was.Read.Seq, was.Read.Seal)]
            ),
            new(
                "change a record and chain again with a key of one's own",
                async trail =>
                {
                    using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                    await ChangeAndChainAsync(trail, seal => own.SignData(seal.Body(), HashAlgorithmName.SHA256));
                    await trail.ExecuteAsync(
                        "update audit_key set public_key = @p0",
                        own.ExportSubjectPublicKeyInfoPem()
                    );
                },
                was => [new(Invalid, null, was.Read.Seal), new(MacMismatch, was.Read.Seq, was.Read.Seal)]
            ),
            new(
                "leave a record out and chain again with the stolen key",
                async trail =>
                {
                    await RecordTamperings.DeleteAsync(trail, trail.Was.Read);
                    await trail.WriteAsync(
                        Chained(
                            trail.Was,
                            seal => Without(seal, trail.Was.Read),
                            seal => TrailTemplate.Keys.Sign(seal.Body())
                        )
                    );
                },
                was => [new(Forked, null, was.Read.Seal)]
            ),
        ];

    private static IEnumerable<Tampering> Removals =>
        [
            new(
                "roll back the seals",
                trail => trail.ExecuteAsync($"delete from audit_seal where number >= {trail.Was.Read.Seal}"),
                was =>
                    [
                        new(Missing, was.MiddleSeal.Seal.FirstSeq, was.Read.Seal),
                        new(UnsealedOld, was.Records.Where(it => it.Seal >= was.Read.Seal).Min(it => it.Seq)),
                    ]
            )
            {
                IsLater = true,
            },
            new(
                "cut off the end of the trail",
                trail =>
                    trail.ExecuteAsync(
                        $"delete from audit_seal where number >= {trail.Was.Read.Seal}; "
                            + $"delete from audit_event where seq in ({Numbers(trail.Was, seal => seal >= trail.Was.Read.Seal)})"
                    ),
                was => [new(Missing, was.MiddleSeal.Seal.FirstSeq, was.Read.Seal), new(OperationMismatch, null)]
            ),
            new(
                "remove a seal",
                trail => trail.ExecuteAsync($"delete from audit_seal where number = {trail.Was.Read.Seal}"),
                was => [new(Gap, null, was.Read.Seal)]
            )
            {
                HasNotes = false,
            },
            new(
                "remove the first seal",
                trail => trail.ExecuteAsync("delete from audit_seal where number = 1"),
                _ => [new(Gap, null, 1)]
            )
            {
                HasNotes = false,
            },
            new(
                "remove a seal and its records",
                trail =>
                    trail.ExecuteAsync(
                        $"delete from audit_seal where number = {trail.Was.Read.Seal}; "
                            + $"delete from audit_event where seq in ({Numbers(trail.Was, seal => seal == trail.Was.Read.Seal)})"
                    ),
                was => [new(Gap, null, was.Read.Seal), new(Missing, was.MiddleSeal.Seal.FirstSeq, was.Read.Seal)]
            ),
            new(
                "remove a seal and invent an epoch that explains it",
                async trail =>
                {
                    var lost = trail.Was.MiddleSeal.Seal;
                    await trail.ExecuteAsync($"delete from audit_seal where number = {lost.Number}");
                    await trail.ExecuteAsync(
                        "insert into audit_epoch (number, first_seq, system_id, after_seal, after_hash, began_at) "
                            + $"select 2, 1000000, system_id, {lost.Number}, @p0, began_at from audit_epoch",
                        lost.Hash()
                    );
                },
                was => [new(Gap, null, was.Read.Seal + 1)]
            )
            {
                HasNotes = false,
            },
        ];

    private static IEnumerable<Tampering> Seals =>
        [
            Seal("signature", _ => new byte[64], was => new(Invalid, null, was.Read.Seal)),
            Seal("root", _ => new byte[32], was => new(Invalid, null, was.Read.Seal)),
            Seal("previous", _ => new byte[32], was => new(Forked, null, was.Read.Seal)),
            new(
                "change until where a seal covers",
                trail => trail.UpdateSealAsync(trail.Was.Read.Seal, "to_position = to_position + 100000"),
                was => [new(Invalid, null, was.Read.Seal)]
            ),
            new(
                "change when a seal was made",
                trail =>
                    trail.UpdateSealAsync(
                        trail.Was.Read.Seal,
                        "sealed_at = sealed_at - " + (trail.IsPostgres ? "interval '1 second'" : "1000000")
                    ),
                was => [new(Invalid, null, was.Read.Seal)]
            ),
            new(
                "swap two seals",
                async trail =>
                {
                    var number = trail.Was.Read.Seal;
                    await trail.UpdateSealAsync(number, "number = -1");
                    await trail.UpdateSealAsync(number + 1, $"number = {number}");
                    await trail.UpdateSealAsync(-1, $"number = {number + 1}");
                },
                was => [new(Invalid, null, was.Read.Seal)]
            ),
        ];

    private static IEnumerable<Tampering> Leaves =>
        [
            new(
                "change a seal's leaves",
                trail =>
                    trail.UpdateSealAsync(
                        trail.Was.Read.Seal,
                        "leaves = @p0",
                        new byte[trail.Was.MiddleSeal.Leaves.Length]
                    ),
                was => [new(Invalid, null, was.Read.Seal)]
            ),
            new(
                "change a record and its leaf",
                async trail =>
                {
                    await trail.UpdateAsync(
                        trail.Was.Read.Seq,
                        "record = @p0",
                        RecordTamperings.Forged(trail.Was.Read)
                    );
                    await trail.UpdateSealAsync(
                        trail.Was.Read.Seal,
                        "leaves = @p0",
                        Changed(trail.Was.MiddleSeal, trail.Was.Read).Leaves
                    );
                },
                was => [new(Invalid, was.MiddleSeal.Seal.FirstSeq, was.Read.Seal), new(MacMismatch, was.Read.Seq)]
            ),
            new(
                "change a number beside a leaf",
                trail =>
                {
                    var leaves = trail.Was.MiddleSeal.Leaves.ToArray();
                    BinaryPrimitives.WriteInt64BigEndian(leaves, 1_000_000);
                    return trail.UpdateSealAsync(trail.Was.Read.Seal, "leaves = @p0", leaves);
                },
                was => [new(Invalid, SealLeaves.SeqAt(was.MiddleSeal.Leaves, 0), was.Read.Seal)]
            ),
        ];

    private static IEnumerable<Tampering> Others =>
        [
            new(
                "move the beginning of an epoch",
                trail => trail.ExecuteAsync("update audit_epoch set first_seq = 1000000"),
                was => [new(Invalid, null, was.First.Seal)]
            ),
            new(
                "forge a note",
                trail =>
                {
                    var forged = trail.Was.MiddleSeal.Seal with { Root = new byte[32] };
                    trail.Notes[(int)forged.Number - 1] = forged.Note();
                    return Task.CompletedTask;
                },
                was => [new(Invalid, null, was.Read.Seal)]
            ),
            new(
                "mark a month as dropped",
                trail =>
                    trail.ExecuteAsync(
                        "insert into audit_drop (id, retention, month, reason, requested_by, requested_at, confirmed_by, "
                            + "confirmed_at, records, dropped_at) select @p0, 1, sealed_at, 'x', 'a', sealed_at, 'b', sealed_at, 5, "
                            + "sealed_at from audit_seal where number = 1",
                        trail.IsPostgres ? Guid.CreateVersion7() : Guid.CreateVersion7().ToString("D")
                    ),
                _ => [new(Missing, null)]
            )
            {
                IsLater = true,
            },
        ];

    private static Tampering Seal(
        string column,
        Func<TrailTemplate, byte[]> value,
        Func<TrailTemplate, Expected> expected
    ) =>
        new(
            "change a seal's " + column,
            trail => trail.UpdateSealAsync(trail.Was.Read.Seal, column + " = @p0", value(trail.Was)),
            was => [expected(was)]
        );

    /// <summary>Those of the records whose seals are meant.</summary>
    private static string Numbers(TrailTemplate was, Func<long, bool> seals) =>
        string.Join(", ", was.Records.Where(it => seals(it.Seal)).Select(it => it.Seq));

    private static async Task ChangeAndChainAsync(TamperedTrail trail, Func<Seal, byte[]> sign)
    {
        await trail.UpdateAsync(trail.Was.Read.Seq, "record = @p0", RecordTamperings.Forged(trail.Was.Read));
        await trail.WriteAsync(Chained(trail.Was, seal => Changed(seal, trail.Was.Read), sign));
    }

    /// <summary>The middle seal changed and signed, and all after it chained to it.</summary>
    internal static IEnumerable<StoredSeal> Chained(
        TrailTemplate was,
        Func<StoredSeal, StoredSeal> change,
        Func<Seal, byte[]> sign
    )
    {
        byte[]? previous = null;
        foreach (var stored in was.Seals.Where(seal => seal.Seal.Number >= was.Read.Seal))
        {
            var (seal, leaves) = previous is null ? change(stored) : stored;
            seal = seal with { Previous = previous ?? seal.Previous };
            seal = seal with { Signature = sign(seal) };
            previous = seal.Hash();
            yield return new StoredSeal(seal, leaves);
        }
    }

    private static StoredSeal Changed(StoredSeal stored, TemplateRecord record)
    {
        var leaves = stored.Leaves.ToArray();
        var forged = record.Stored.Sealed with { Record = RecordTamperings.Forged(record) };
        forged.LeafHash().CopyTo(leaves, (Place(stored, record) * SealLeaves.EntrySize) + 8);
        return new StoredSeal(stored.Seal with { Root = MerkleTree.Root(SealLeaves.Hashes(leaves)) }, leaves);
    }

    private static StoredSeal Without(StoredSeal stored, TemplateRecord record)
    {
        var at = Place(stored, record) * SealLeaves.EntrySize;
        byte[] leaves = [.. stored.Leaves[..at], .. stored.Leaves[(at + SealLeaves.EntrySize)..]];
        var numbers = Enumerable
            .Range(0, stored.Seal.Count - 1)
            .Select(place => SealLeaves.SeqAt(leaves, place))
            .ToList();
        var seal = stored.Seal with
        {
            Count = stored.Seal.Count - 1,
            FirstSeq = numbers.Min(),
            LastSeq = numbers.Max(),
            Root = MerkleTree.Root(SealLeaves.Hashes(leaves)),
        };
        return new StoredSeal(seal, leaves);
    }

    private static int Place(StoredSeal stored, TemplateRecord record) =>
        Enumerable.Range(0, stored.Seal.Count).First(place => SealLeaves.SeqAt(stored.Leaves, place) == record.Seq);
}
