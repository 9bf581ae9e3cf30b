using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>The sealing of a database, as the server composes it, round by round.</summary>
internal sealed class TrailHost : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    internal TrailHost(StoreHost host, AuditOptions? options = null)
    {
        Host = host;
        Options = options ?? new AuditOptions { Directory = StoreHost.Keys.Path };
        Time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        Keys = AuditKeys.Load(Options);
        Ledger = host.Options.Postgres is { } postgres
            ? new PostgresSealLedger(postgres)
            : new SqliteSealLedger(host.Services.GetRequiredService<Database>(), host.Writer);
        Anchor = new FileAnchor(AnchorFile);
        Sealer = SealerOf(Ledger, Keys);
    }

    internal StoreHost Host { get; }

    internal AuditOptions Options { get; }

    internal FakeTimeProvider Time { get; }

    internal AuditKeys Keys { get; }

    internal ISealLedger Ledger { get; }

    internal FileAnchor Anchor { get; }

    internal string AnchorFile => Path.Combine(folder.Path, "anchors.jsonl");

    internal Sealer Sealer { get; }

    internal Sealer SealerOf(ISealLedger ledger, AuditKeys keys) => SealerOf(ledger, keys, Time);

    /// <summary>Rounds until nothing is left to seal, however long other tests' transactions on a shared server take.</summary>
    internal Task SealAllAsync() => SealAllAsync(Sealer);

    /// <summary>The same by a sealer whose clock stands at that time.</summary>
    internal Task SealAllAsync(DateTimeOffset at) => SealAllAsync(SealerOf(Ledger, Keys, new FakeTimeProvider(at)));

    /// <summary>What an auditor on this machine would be told of the database.</summary>
    internal Task<VerificationReport> VerifyAsync() =>
        AuditVerification.OfDatabaseAsync(
            Host.Options,
            Options,
            new VerificationFiles { Anchors = File.Exists(AnchorFile) ? AnchorFile : null },
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

    internal async Task<int> UnsealedAsync() => (await NumbersAsync()).Except(await SealedNumbersAsync()).Count();

    internal async Task<IReadOnlyList<Seal>> SealsAsync() => await Ledger.SealsAfterAsync(0, 100_000);

    /// <summary>The numbers of the records that the seals cover, in the seals' order.</summary>
    internal async Task<List<long>> SealedNumbersAsync()
    {
        var numbers = new List<long>();
        await using var connection = await Host.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select leaves from audit_seal order by number";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var leaves = reader.GetFieldValue<byte[]>(0);
            for (var at = 0; at < leaves.Length / SealLeaves.EntrySize; at++)
            {
                numbers.Add(SealLeaves.SeqAt(leaves, at));
            }
        }

        return numbers;
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        Keys.Dispose();
        await Host.DisposeAsync();
        folder.Dispose();
    }

    private Sealer SealerOf(ISealLedger ledger, AuditKeys keys, TimeProvider time) =>
        new(
            ledger,
            keys,
            new TrailKeeper(ledger, [Anchor], keys, Host.Audit, Host.Oversight, time, NullLogger<TrailKeeper>.Instance),
            time
        );

    private async Task SealAllAsync(Sealer sealer) =>
        await Eventually.TrueAsync(
            async () => await sealer.RoundAsync() && await UnsealedAsync() == 0,
            TimeSpan.FromSeconds(30),
            "every record is sealed"
        );

    private async Task<List<long>> NumbersAsync()
    {
        var numbers = new List<long>();
        await using var connection = await Host.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select seq from audit_event";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }
}
