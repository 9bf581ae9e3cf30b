using System.Security.Cryptography;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What sealing promises on either database.</summary>
public abstract class SealerConformance : IAsyncLifetime
{
    private protected TrailHost Trail { get; private set; } = null!;

    private protected StoreHost Host => Trail.Host;

    public async ValueTask InitializeAsync() => Trail = new TrailHost(await CreateAsync());

    public async ValueTask DisposeAsync()
    {
        if (Trail is not null)
        {
            await Trail.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_record_is_sealed_once_by_a_chain_of_signed_seals()
    {
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Host.Audit.AppendAsync(Samples.Event())));
            await Trail.Sealer.RoundAsync();
        }

        await Trail.SealAllAsync();

        var seals = await Trail.SealsAsync();
        Assert.Equal(seals.Count, seals[^1].Number);
        var numbers = await Trail.SealedNumbersAsync();
        Assert.Equal(await Host.CountAsync("audit_event"), numbers.Count);
        Assert.Distinct(numbers);
        var previous = Seal.NoPrevious;
        using var key = ECDsa.Create();
        key.ImportFromPem(Trail.Keys.PublicKey);
        foreach (var (number, seal) in seals.Index())
        {
            Assert.Equal(number + 1, seal.Number);
            Assert.Equal(previous, seal.Previous);
            Assert.True(key.VerifyData(seal.Body(), seal.Signature, HashAlgorithmName.SHA256));
            Assert.Equal(Trail.Keys.SigningKeyId, seal.KeyId);
            previous = seal.Hash();
        }
    }

    [Fact]
    public async Task A_seals_root_is_that_of_its_records_leaves()
    {
        await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Host.Audit.AppendAsync(Samples.Event())));
        await Trail.SealAllAsync();

        var macs = new MacKeys([Trail.Keys.MacKey]);
        foreach (var seal in await Trail.SealsAsync())
        {
            var epoch = Assert.Single(await Trail.Ledger.EpochsAsync());
            var (_, records) = await Trail.Ledger.UnsealedAsync(epoch, null, seal.FromPosition, 1000);
            var (hashes, _) = SealLeaves.Of([.. records.Take(seal.Count)]);
            Assert.Equal(MerkleTree.Root(hashes), seal.Root);
            Assert.All(records, record => Assert.True(macs.IsAuthentic(record)));
        }
    }

    [Fact]
    public async Task Silence_is_sealed_once_a_minute_and_not_more_often()
    {
        await Trail.SealAllAsync();
        var before = (await Trail.SealsAsync()).Count;

        await Trail.Sealer.RoundAsync();
        Trail.Time.Advance(TimeSpan.FromSeconds(59));
        await Trail.Sealer.RoundAsync();
        Assert.Equal(before, (await Trail.SealsAsync()).Count);

        Trail.Time.Advance(TimeSpan.FromSeconds(1));
        await Trail.Sealer.RoundAsync();
        await Trail.Sealer.RoundAsync();
        var seals = await Trail.SealsAsync();
        Assert.Equal(before + 1, seals.Count);
        Assert.Equal(0, seals[^1].Count);
        Assert.Equal(MerkleTree.Root([]), seals[^1].Root);
    }

    [Fact]
    public async Task A_sealer_goes_on_where_another_left_off()
    {
        await Host.Audit.AppendAsync(Samples.Event());
        await Trail.SealAllAsync();
        await Trail.Ledger.DisposeAsync();
        await Host.Audit.AppendAsync(Samples.Event());

        // The same ledger, as a new process would open it.
        var other = Trail.SealerOf(Trail.Ledger, Trail.Keys);
        await Eventually.TrueAsync(
            async () => await other.RoundAsync() && await Trail.UnsealedAsync() == 0,
            TimeSpan.FromSeconds(30),
            "the rest is sealed"
        );

        Assert.Distinct(await Trail.SealedNumbersAsync());
        Assert.Single(await Trail.Ledger.EpochsAsync());
    }

    [Fact]
    public async Task A_new_key_signs_what_follows_and_is_recorded()
    {
        await Trail.SealAllAsync();
        using var folder = new TemporaryFolder();
        using var key = AuditKeys.Load(Trail.Options with { Directory = folder.Path });
        await Trail.Ledger.DisposeAsync();
        var rotated = Trail.SealerOf(Trail.Ledger, key);
        await Host.Audit.AppendAsync(Samples.Event());
        await Eventually.TrueAsync(
            async () => await rotated.RoundAsync() && await Trail.UnsealedAsync() == 0,
            TimeSpan.FromSeconds(30),
            "the new key has sealed"
        );

        Assert.Equal(
            [Trail.Keys.SigningKeyId, key.SigningKeyId],
            (await Trail.SealsAsync()).Select(seal => seal.KeyId).Distinct(StringComparer.Ordinal)
        );
        Assert.Equal(2, await Host.CountAsync("audit_key"));
        Assert.Equal(2, await Host.CountAsync($"audit_event where code = {(int)AuditCode.SigningKeyIntroduced}"));
    }

    [Theory]
    [InlineData("update audit_seal set count = 0")]
    [InlineData("delete from audit_seal")]
    [InlineData("update audit_epoch set first_seq = 2")]
    [InlineData("delete from audit_epoch")]
    [InlineData("update audit_key set public_key = ''")]
    [InlineData(
        "insert into audit_seal select number + 2, epoch, 0, null, null, to_position, to_position, root, previous, sealed_at, "
            + "key_id, signature, '' from audit_seal order by number desc limit 1"
    )]
    [InlineData(
        "insert into audit_seal select number + 1, epoch, 0, null, null, to_position + 1, to_position + 1, root, previous, "
            + "sealed_at, key_id, signature, '' from audit_seal order by number desc limit 1"
    )]
    public async Task The_database_itself_keeps_seals_in_their_order(string statement)
    {
        await Trail.SealAllAsync();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Host.ExecuteAsync(statement));
    }

    private protected abstract Task<StoreHost> CreateAsync();
}

public sealed class SealerOnSqliteTests : SealerConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
