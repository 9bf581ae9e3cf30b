using FinancialMcp.Sandbox.Ledger;
using FinancialMcp.Testing;

namespace FinancialMcp.Sandbox.Tests.Ledger;

public sealed class LedgerWriterTests
{
    private const string Insert =
        "INSERT INTO users (name, password_salt, password_hash, roles) VALUES (?1, x'00', x'00', '')";

    [Fact]
    public async Task Calls_that_wait_for_a_commit_share_the_next_one()
    {
        using var folder = new TemporaryFolder();
        using var file = LedgerFile.Open(folder.Path);
        await using var writer = Writer(file);
        using var entered = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();

        var first = writer.WriteAsync(ledger =>
        {
            entered.Release();
            go.Wait(TestContext.Current.CancellationToken);
            return ledger.Execute(Insert, "first");
        });
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        var others = Enumerable
            .Range(0, 100)
            .Select(i => writer.WriteAsync(ledger => ledger.Execute(Insert, $"user-{i}")))
            .ToList();
        go.Set();
        await Task.WhenAll([first, .. others]);

        Assert.Equal((2, 101), (writer.Commits, writer.Writes));
    }

    [Fact]
    public async Task A_call_that_fails_leaves_nothing_behind_and_the_others_of_its_batch_their_own()
    {
        using var folder = new TemporaryFolder();
        using var file = LedgerFile.Open(folder.Path);
        await using var writer = Writer(file);

        var calls = Enumerable
            .Range(0, 60)
            .Select(i =>
                writer.WriteAsync(ledger =>
                {
                    ledger.Execute(Insert, $"user-{i}");
                    return i % 3 == 0 ? throw new InvalidOperationException($"refused {i}") : i;
                })
            )
            .ToList();
        var refused = 0;
        foreach (var call in calls)
        {
            refused += await Record.ExceptionAsync(() => call) is InvalidOperationException ? 1 : 0;
        }

        using var readers = new LedgerReaders(file);
        Assert.Equal(20, refused);
        Assert.Equal(40, readers.Read(l => l.Scalar("SELECT count(*) FROM users")));
    }

    [Fact]
    public async Task A_call_is_answered_after_its_commit()
    {
        using var folder = new TemporaryFolder();
        using var file = LedgerFile.Open(folder.Path);
        await using var writer = Writer(file);
        using var readers = new LedgerReaders(file);

        for (var i = 0; i < 200; i++)
        {
            await writer.WriteAsync(ledger => ledger.Execute(Insert, $"user-{i}"));

            Assert.Equal(i + 1, readers.Read(l => l.Scalar("SELECT count(*) FROM users")));
        }
    }

    [Fact]
    public async Task A_commit_that_fails_fails_its_calls_and_the_next_one_succeeds()
    {
        using var folder = new TemporaryFolder();
        using var file = LedgerFile.Open(folder.Path);
        await using var writer = Writer(file);

        // A deferred constraint fails at the commit, where a full disk would.
        await writer.WriteAsync(l =>
            l.Execute("CREATE TABLE child (name TEXT REFERENCES users (name) DEFERRABLE INITIALLY DEFERRED)")
        );
        var failed = await Record.ExceptionAsync(() =>
            writer.WriteAsync(l => l.Execute("INSERT INTO child VALUES ('nobody')"))
        );

        Assert.IsType<Microsoft.Data.Sqlite.SqliteException>(failed);
        Assert.Equal(1, await writer.WriteAsync(l => l.Execute(Insert, "somebody")));
    }

    [Fact]
    public void The_file_syncs_every_commit()
    {
        using var folder = new TemporaryFolder();
        using var file = LedgerFile.Open(folder.Path);
        using var session = file.OpenSession(readOnly: false);

        // 2 is FULL.
        Assert.Equal(2, session.Scalar("PRAGMA synchronous"));
    }

    [Fact]
    public void A_ledger_is_held_by_one_bank_at_a_time()
    {
        using var folder = new TemporaryFolder();
        using (LedgerFile.Open(folder.Path))
        {
            var refused = Assert.Throws<SandboxStartException>(() => LedgerFile.Open(folder.Path));

            Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        }
        using var again = LedgerFile.Open(folder.Path);
    }

    private static LedgerWriter Writer(LedgerFile file)
    {
        var session = file.OpenSession(readOnly: false);
        session.Execute(LedgerSchema.Sql);
        return new LedgerWriter(session);
    }
}
