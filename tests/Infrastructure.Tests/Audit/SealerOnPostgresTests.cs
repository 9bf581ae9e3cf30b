using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Npgsql;

namespace FinancialMcp.Infrastructure.Tests.Audit;

public sealed class SealerOnPostgresTests : SealerConformance
{
    [Fact]
    public async Task A_transaction_that_commits_late_is_not_passed_over()
    {
        await using var late = (NpgsqlConnection)await Host.ConnectAsync();
        await using var begun = await late.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var insert = new NpgsqlCommand(InsertText, late, begun))
        {
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        // A later record, committed earlier: it waits for the one that may still commit before it.
        await Host.Audit.AppendAsync(Samples.Event());
        await Trail.Sealer.RoundAsync();
        Assert.DoesNotContain(await Trail.SealsAsync(), seal => seal.Count > 0 && seal.LastSeq >= 2);

        await begun.CommitAsync(TestContext.Current.CancellationToken);
        await Trail.SealAllAsync();
        var numbers = await Trail.SealedNumbersAsync();
        Assert.Equal(await Host.CountAsync("audit_event"), numbers.Count);
        Assert.Distinct(numbers);
    }

    [Fact]
    public async Task One_leads_until_it_falls()
    {
        await Trail.SealAllAsync();
        await using var ledger = new PostgresSealLedger(Host.Options.Postgres!);
        var other = Trail.SealerOf(ledger, Trail.Keys);
        Assert.False(await other.RoundAsync());

        await Host.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'financial-mcp sealer' "
                + "and datname = current_database() and pid = (select pid from pg_locks where locktype = 'advisory' "
                + "and granted and database = (select oid from pg_database where datname = current_database()) limit 1)"
        );
        await Host.Audit.AppendAsync(Samples.Event());
        await Eventually.TrueAsync(
            async () => await other.RoundAsync() && await Trail.UnsealedAsync() == 0,
            TimeSpan.FromSeconds(30),
            "the other one seals"
        );
        Assert.Distinct(await Trail.SealedNumbersAsync());
    }

    [Fact]
    public async Task Months_ahead_have_their_place_and_the_same_record_is_refused_in_each()
    {
        await Trail.SealAllAsync();

        Assert.Equal(
            8,
            await Host.CountAsync("pg_class where relispartition and relkind = 'r' and relname like 'audit_event%'")
        );
        Assert.Equal(8, await Host.CountAsync("pg_indexes where indexname like 'ux_audit_event%_id'"));
    }

    private const string InsertText = """
        insert into audit_event (id, schema_version, retention, code, request_id, decision, build, record, mac_key_id, mac)
        values (gen_random_uuid(), 1, 2, 100, 'late', 'none', 'test', '{}', 'm-test', decode(repeat('00', 32), 'hex'))
        """;

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}
