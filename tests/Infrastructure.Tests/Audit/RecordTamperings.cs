using static FinancialMcp.Application.Audit.Verification.FindingClass;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What is done to records.</summary>
internal static class RecordTamperings
{
    internal static IEnumerable<Tampering> All => [.. Changes, .. Columns, .. Removals, .. Places, .. Insertions];

    private static IEnumerable<Tampering> Changes =>
        [
            new(
                "change a record's bytes",
                trail => trail.UpdateAsync(trail.Was.Read.Seq, "record = @p0", Forged(trail.Was.Read)),
                was => [new(Invalid, was.Read.Seq), new(MacMismatch, was.Read.Seq)]
            ),
            new(
                "change the first record's bytes",
                trail => trail.UpdateAsync(trail.Was.First.Seq, "record = @p0", Forged(trail.Was.First)),
                was => [new(Invalid, was.First.Seq), new(MacMismatch, was.First.Seq)]
            ),
            new(
                "change the last record's bytes",
                trail => trail.UpdateAsync(trail.Was.Last.Seq, "record = @p0", Forged(trail.Was.Last)),
                was => [new(Invalid, was.Last.Seq), new(MacMismatch, was.Last.Seq)]
            ),
            new(
                "change every record of a seal",
                async trail =>
                {
                    foreach (var record in trail.Was.Records.Where(it => it.Seal == trail.Was.Read.Seal))
                    {
                        await trail.UpdateAsync(record.Seq, "record = @p0", Forged(record));
                    }
                },
                was => [new(Invalid, was.Records.Where(it => it.Seal == was.Read.Seal).Min(it => it.Seq))]
            ),
            new(
                "make a record's bytes not canonical",
                trail =>
                    trail.UpdateAsync(
                        trail.Was.Read.Seq,
                        "record = @p0",
                        (byte[])[.. trail.Was.Read.Stored.Sealed.Record, (byte)' ']
                    ),
                was => [new(Invalid, was.Read.Seq), new(MacMismatch, was.Read.Seq)]
            ),
            new(
                "change a MAC",
                trail => trail.UpdateAsync(trail.Was.Read.Seq, "mac = @p0", new byte[32]),
                was => [new(Invalid, was.Read.Seq), new(MacMismatch, was.Read.Seq)]
            ),
            new(
                "name another MAC key",
                trail => trail.UpdateAsync(trail.Was.Read.Seq, "mac_key_id = 'm-0000000000000000'"),
                was => [new(Invalid, was.Read.Seq)]
            ),
            new(
                "change a record's time",
                trail =>
                    trail.UpdateAsync(
                        trail.Was.Read.Seq,
                        "recorded_at = recorded_at + " + (trail.IsPostgres ? "interval '1 microsecond'" : "1")
                    ),
                was => [new(Invalid, was.Read.Seq)]
            ),
        ];

    private static IEnumerable<Tampering> Columns =>
        [
            Column("amount_minor = 1"),
            Column("from_account = 77"),
            Column("principal_key = 'somebody else'"),
            Column("tool = null"),
            Column("operation_id = null"),
            Column("code = 100"),
            Column("policy_version = 9"),
        ];

    private static IEnumerable<Tampering> Removals =>
        [
            new(
                "delete the first record",
                trail => DeleteAsync(trail, trail.Was.First),
                was => [new(Missing, was.First.Seq)]
            ),
            new(
                "delete the last record",
                trail => DeleteAsync(trail, trail.Was.Last),
                was => [new(Missing, was.Last.Seq)]
            ),
            new(
                "delete a middle record",
                trail => DeleteAsync(trail, trail.Was.Read),
                was => [new(Missing, was.Read.Seq)]
            ),
            new(
                "delete a range over two seals",
                trail => DeleteAsync(trail, [.. Range(trail.Was)]),
                was => [new(Missing, Range(was).Where(it => it.Seal == was.Read.Seal).Min(it => it.Seq), was.Read.Seal)]
            ),
            new(
                "delete every record",
                trail => trail.ExecuteAsync("delete from audit_event"),
                was =>
                    [new(Missing, was.Records.Where(it => it.Seal == was.First.Seal).Min(it => it.Seq), was.First.Seal)]
            ),
            new(
                "delete a payment's records",
                trail =>
                    trail.ExecuteAsync(
                        "delete from audit_event where operation_id = @p0",
                        OperationTamperings.Id(trail, trail.Was.Intents[0])
                    ),
                was => [new(Missing, was.Intents[0].Seq), new(OperationMismatch, null)]
            ),
        ];

    private static IEnumerable<Tampering> Places =>
        [
            new(
                "swap two records",
                trail => trail.SwapAsync(trail.Was.Intents[0].Seq, trail.Was.Intents[1].Seq),
                was => [new(Reordered, Math.Min(was.Intents[0].Seq, was.Intents[1].Seq))]
            ),
            new(
                "swap two records' bytes and MACs",
                trail => trail.SwapAsync(trail.Was.Intents[0].Seq, trail.Was.Intents[1].Seq, withColumns: false),
                was =>
                    [
                        new(Reordered, Math.Min(was.Intents[0].Seq, was.Intents[1].Seq)),
                        new(ColumnMismatch, Math.Min(was.Intents[0].Seq, was.Intents[1].Seq)),
                    ]
            ),
            new(
                "give a record another number",
                trail => trail.RenumberAsync(trail.Was.Read.Seq, 1_000_000),
                was => [new(Reordered, was.Read.Seq)]
            ),
            new(
                "swap two records' transactions",
                async trail =>
                {
                    var (one, other) = Apart(trail.Was);
                    await trail.UpdateAsync(one.Seq, $"xid = '{other.Stored.Sealed.Position}'");
                    await trail.UpdateAsync(other.Seq, $"xid = '{one.Stored.Sealed.Position}'");
                },
                was => [new(Reordered, Math.Min(Apart(was).One.Seq, Apart(was).Other.Seq))]
            )
            {
                OnSqlite = false,
            },
            new(
                "move a record into another seal",
                trail => trail.UpdateAsync(trail.Was.Read.Seq, $"xid = '{trail.Was.Last.Stored.Sealed.Position}'"),
                was => [new(Reordered, was.Read.Seq)]
            )
            {
                OnSqlite = false,
            },
            new(
                "move a record behind all seals",
                trail => trail.UpdateAsync(trail.Was.Read.Seq, "xid = pg_current_xact_id()"),
                was => [new(Reordered, was.Read.Seq)]
            )
            {
                OnSqlite = false,
                IsLater = true,
            },
        ];

    private static IEnumerable<Tampering> Insertions =>
        [
            new(
                "insert a record into a sealed range",
                trail => trail.InsertCopyAsync(trail.Was.Read.Seq, 1_000_000),
                was => [new(Invalid, 1_000_000, was.Read.Seal), new(ColumnMismatch, 1_000_000)]
            )
            {
                OnSqlite = false,
            },
            new(
                "insert a record before the first",
                trail => trail.InsertCopyAsync(trail.Was.Read.Seq, 0),
                was => [new(Invalid, 0, was.First.Seal)]
            )
            {
                OnPostgres = false,
            },
            new(
                "insert a record at the end",
                async trail =>
                {
                    await trail.InsertCopyAsync(trail.Was.Read.Seq, 1_000_000);
                    await trail.UpdateAsync(
                        1_000_000,
                        "record = @p0" + (trail.IsPostgres ? ", xid = pg_current_xact_id()" : ""),
                        Forged(trail.Was.Read)
                    );
                },
                _ => [new(MacMismatch, 1_000_000), new(UnsealedOld, 1_000_000)]
            )
            {
                IsLater = true,
            },
        ];

    /// <summary>The same record with another request.</summary>
    internal static byte[] Forged(TemplateRecord record) => Forged(record.Stored.Sealed.Record);

    internal static byte[] Forged(byte[] record)
    {
        var forged = record.ToArray();
        var at = forged.AsSpan().IndexOf("\"request_id\":\""u8) + 16;
        forged[at] = (byte)(forged[at] == 'z' ? 'y' : 'z');
        return forged;
    }

    internal static Task DeleteAsync(TamperedTrail trail, params IReadOnlyList<TemplateRecord> records) =>
        trail.ExecuteAsync($"delete from audit_event where seq in ({string.Join(", ", records.Select(it => it.Seq))})");

    private static Tampering Column(string assignment) =>
        new(
            "columns only: " + assignment,
            trail => trail.UpdateAsync(trail.Was.Intents[1].Seq, assignment),
            was => [new(ColumnMismatch, was.Intents[1].Seq)]
        );

    /// <summary>The last of the middle seal to the first of the next.</summary>
    private static IEnumerable<TemplateRecord> Range(TrailTemplate was)
    {
        var end = was.Records.Index().Last(it => it.Item.Seal == was.Read.Seal).Index;
        return was.Records.Skip(end - 2).Take(6);
    }

    /// <summary>Two records of the middle seal in different transactions.</summary>
    private static (TemplateRecord One, TemplateRecord Other) Apart(TrailTemplate was)
    {
        var other = was.Records.First(it =>
            it.Seal == was.Read.Seal && it.Stored.Sealed.Position != was.Read.Stored.Sealed.Position
        );
        return (was.Read, other);
    }
}
