using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>What every audit store promises.</summary>
public abstract class AuditStoreConformance : IAsyncLifetime
{
    private protected StoreHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_record_is_kept_as_its_exact_canonical_bytes_with_columns_for_searching()
    {
        var operation = Samples.Operation();
        var record = Samples.EventOf(operation) with { TraceId = "4bf92f3577b34da6", ErrorCode = "LIMIT_EXCEEDED" };

        await Host.Audit.AppendAsync(record);

        var row = await Host.SingleAsync("select * from audit_event");
        using var kept = JsonDocument.Parse((byte[])row["record"]);
        Assert.Equal(CanonicalRecord.Of(record, OriginOf(kept)), row["record"]);
        using var keys = AuditKeys.Load(new AuditOptions { Directory = StoreHost.Keys.Path });
        Assert.Equal(HMACSHA256.HashData(keys.MacKey, (byte[])row["record"]), row["mac"]);
        Assert.Equal(keys.MacKeyId, row["mac_key_id"]);
        Assert.Equal((int)Retention.Money, Convert.ToInt32(row["retention"], null));
        Assert.Equal(CanonicalRecord.SchemaVersion, Convert.ToInt32(row["schema_version"], null));
        Assert.Equal((int)record.Code, Convert.ToInt32(row["code"], null));
        Assert.Equal(record.Id.ToString(), row["id"].ToString());
        Assert.Equal(operation.Id.ToString(), row["operation_id"].ToString());
        Assert.Equal(record.Principal!.Key, row["principal_key"]);
        Assert.Equal(1250L, row["amount_minor"]);
        Assert.Equal("USD", row["currency"]);
        Assert.Equal(9007199254740993L, row["from_account"]);
        Assert.Equal(12_500L, row["duration_us"]);
        Assert.Equal("LIMIT_EXCEEDED", row["error_code"]);
    }

    [Fact]
    public async Task A_thousand_concurrent_records_are_all_kept_once()
    {
        var records = Enumerable.Range(0, 1000).Select(_ => Samples.Event()).ToList();

        await Task.WhenAll(records.Select(Host.Audit.AppendAsync));

        Assert.Equal(1000, await Host.CountAsync("audit_event"));
        Assert.Equal(1000, await Host.CountAsync("(select distinct id from audit_event) as ids"));
    }

    [Theory]
    [InlineData("NUL \0 inside")]
    [InlineData("half a pair \ud83c")]
    [InlineData("\udfe0 other half")]
    [InlineData("🏠✓ fine")]
    [InlineData("'; drop table audit_event; --")]
    public async Task No_text_from_outside_prevents_a_record(string text)
    {
        await Host.Audit.AppendAsync(
            Samples.Event(AuditCode.ToolUnknown) with
            {
                Tool = text + new string('x', 5000),
                Arguments = text,
                ClientName = text,
                TraceId = text,
                RequestId = text,
                BackendTransactionId = text,
            }
        );

        var row = await Host.SingleAsync("select tool from audit_event");
        Assert.True(row["tool"].ToString()!.Length <= 256);
    }

    [Fact]
    public async Task The_same_record_twice_is_refused_and_kept_once()
    {
        var record = Samples.Event();
        await Host.Audit.AppendAsync(record);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Host.Audit.AppendAsync(record));

        Assert.Equal(1, await Host.CountAsync("audit_event"));
    }

    [Theory]
    [InlineData("update audit_event set record = record")]
    [InlineData("update audit_event set error_code = 'OTHER'")]
    [InlineData("delete from audit_event")]
    public async Task A_record_can_neither_be_changed_nor_deleted(string statement)
    {
        var record = Samples.Event();
        await Host.Audit.AppendAsync(record);

        await Assert.ThrowsAnyAsync<DbException>(() => Host.ExecuteAsync(statement));

        var row = await Host.SingleAsync("select * from audit_event");
        using var kept = JsonDocument.Parse((byte[])row["record"]);
        Assert.Equal(CanonicalRecord.Of(record, OriginOf(kept)), row["record"]);
        Assert.Equal(DBNull.Value, row["error_code"]);
    }

    /// <summary>What the store adds: this process, now.</summary>
    private static RecordOrigin OriginOf(JsonDocument kept)
    {
        var here = ServerInstance.OfThisProcess();
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(kept.RootElement.GetProperty("time_us").GetInt64());
        Assert.InRange(at, TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow());
        return new RecordOrigin(at, here.Id, here.Version);
    }

    private protected abstract Task<StoreHost> CreateAsync();
}

public sealed class AuditStoreOnPostgresTests : AuditStoreConformance
{
    [Fact]
    public async Task A_record_knows_its_transaction_and_the_databases_time()
    {
        await Host.Audit.AppendAsync(Samples.Event());

        // Transactions of other tests' databases on the same server may still be open below it.
        await Eventually.TrueAsync(
            async () =>
                await Host.CountAsync(
                    "audit_event where xid < pg_snapshot_xmin(pg_current_snapshot()) and recorded_at "
                        + "between clock_timestamp() - interval '1 minute' and clock_timestamp()"
                ) == 1,
            TimeSpan.FromSeconds(30),
            "nothing earlier can still commit"
        );
    }

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class AuditStoreOnSqliteTests : AuditStoreConformance
{
    [Fact]
    public async Task A_record_has_its_time_in_microseconds()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        await Host.Audit.AppendAsync(Samples.Event());

        var at = Assert.IsType<long>((await Host.SingleAsync("select recorded_at from audit_event"))["recorded_at"]);
        Assert.InRange(at, before, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000 + 1000);
    }

    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
