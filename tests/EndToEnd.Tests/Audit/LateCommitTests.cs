using System.Buffers.Binary;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>
/// Records are written by transactions that overlap, take long and commit in any order, while two servers take turns at
/// sealing because the one that seals is killed (SIGKILL) again and again. Afterwards no record is left out, and none was
/// sealed twice. LATE_COMMITS asks for more of them.
/// </summary>
public sealed class LateCommitTests(ITestOutputHelper output)
{
    private const int AtOnce = 40;
    private const int Kills = 3;
    private const int EntrySize = 40;
    private static readonly int Transactions = Figures.Asked("LATE_COMMITS", 250);

    private const string Insert = """
        insert into audit_event (id, schema_version, retention, code, request_id, decision, build, record, mac_key_id, mac)
        values (gen_random_uuid(), 1, 2, 100, 'late', 'none', 'test', '{}', 'm-test', decode(repeat('00', 32), 'hex'))
        """;

    private const string Unsealed =
        "select (select count(*) from audit_event) - (select coalesce(sum(count), 0) from audit_seal)";

    [Fact]
    public async Task However_late_transactions_commit_and_whoever_is_killed_every_record_is_sealed_once()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(new FleetPlan());
        var kills = KillSealersAsync(fleet);
        var plans = Plans(() => kills.IsCompleted);
        var written = 0;

        await Parallel.ForEachAsync(
            plans,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (plan, token) =>
            {
                await WriteAsync(fleet, plan.Rows, plan.Milliseconds, plan.IsRolledBack, token);
                Interlocked.Increment(ref written);
            }
        );
        await kills;

        await Eventually.TrueAsync(
            async () => await fleet.CountAsync(Unsealed) == 0,
            TimeSpan.FromMinutes(1),
            "every record is sealed"
        );

        // The servers write records of their own meanwhile: both are read until they are of one moment.
        List<long> records = [];
        await Eventually.TrueAsync(
            async () =>
            {
                var numbers = await SealedAsync(fleet);
                records = [.. await fleet.ReadAsync("select seq from audit_event", row => row.GetInt64(0))];
                return records.Order().SequenceEqual(numbers.Order());
            },
            TimeSpan.FromMinutes(1),
            "every record is sealed, and once"
        );
        Assert.Equal(1, await fleet.CountAsync("select count(*) from audit_epoch"));
        Figures.Print(
            output,
            $"late commits: {written} transactions, {records.Count} records, {Kills} kills of whoever seals in turn, "
                + $"{await fleet.CountAsync("select count(*) from audit_seal")} seals; unsealed 0, sealed twice 0"
        );
    }

    private static async Task WriteAsync(
        Fleet fleet,
        int rows,
        int milliseconds,
        bool isRolledBack,
        CancellationToken token
    )
    {
        await using var connection = await fleet.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(token);
        for (var row = 0; row < rows; row++)
        {
            await using var insert = connection.CreateCommand();
            insert.CommandText = Insert;
            insert.Transaction = transaction;
            await insert.ExecuteNonQueryAsync(token);
            await TimerTick.AfterAsync(TimeSpan.FromMilliseconds(1 + milliseconds / rows), token);
        }

        await (isRolledBack ? transaction.RollbackAsync(token) : transaction.CommitAsync(token));
    }

    /// <summary>Only one of them leads; in two turns both were hit.</summary>
    private static async Task KillSealersAsync(Fleet fleet)
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            var victim = fleet.Replicas[kill % fleet.Replicas.Count];
            await victim.KillAsync();
            await victim.RestartAsync();
        }
    }

    /// <summary>At least as many as are promised, and as long as there are kills to come.</summary>
    private static IEnumerable<(int Rows, int Milliseconds, bool IsRolledBack)> Plans(Func<bool> isOver)
    {
        var random = new SeededPauses(4);
        for (var plan = 0; plan < Transactions || !isOver(); plan++)
        {
            yield return (1 + random.Next(3), random.Next(1500), random.Next(10) == 0);
        }
    }

    private static async Task<List<long>> SealedAsync(Fleet fleet)
    {
        var all = await fleet.ReadAsync("select leaves from audit_seal", row => row.GetFieldValue<byte[]>(0));
        return
        [
            .. all.SelectMany(leaves =>
                Enumerable
                    .Range(0, leaves.Length / EntrySize)
                    .Select(at => BinaryPrimitives.ReadInt64BigEndian(leaves.AsSpan(at * EntrySize)))
            ),
        ];
    }
}
