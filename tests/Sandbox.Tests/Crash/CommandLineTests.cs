using System.Diagnostics;
using System.Text.Json;
using FinancialMcp.Sandbox.Tests.Harness;
using FinancialMcp.Testing;

namespace FinancialMcp.Sandbox.Tests.Crash;

public sealed class CommandLineTests
{
    private static readonly string[] FreePorts = ["--account-port", "0", "--transaction-port", "0"];

    [Theory]
    [InlineData("at least 32 bytes", "--jwt-secret", "short")]
    [InlineData("v3", "--contract", "v3")]
    [InlineData("some", "--limits", "some")]
    [InlineData("maybe", "--deposits", "maybe")]
    [InlineData("big", "--seed", "big")]
    [InlineData("70000", "--account-port", "70000")]
    [InlineData("--account-port", "--account-port", "many")]
    [InlineData("bank.example", "--host", "bank.example")]
    [InlineData("plenty", "--step-up", "plenty")]
    [InlineData("--frobnicate", "--frobnicate", "x")]
    public async Task A_bad_value_is_named_on_stderr_with_exit_1_and_nothing_on_stdout(
        string named,
        string option,
        string value
    )
    {
        var (code, output, error) = await RunAsync([option, value]);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_secret_it_does_not_start()
    {
        var (code, _, error) = await RunAsync([], secret: "");

        Assert.Equal(1, code);
        Assert.Contains("JWT secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_is_one_line_of_json_and_sigterm_ends_it_cleanly()
    {
        using var folder = new TemporaryFolder();
        var (process, ready) = await StartAsync(folder.Path, "--contract", "v2", "--fault-port", "0");
        await using (process)
        {
            Assert.Equal(
                ["event", "account_url", "transaction_url", "fault_url", "contract"],
                ready.EnumerateObject().Select(p => p.Name)
            );
            Assert.Equal("v2", ready.GetProperty("contract").GetString());
            Assert.StartsWith(
                "http://127.0.0.1:",
                ready.GetProperty("fault_url").GetString(),
                StringComparison.Ordinal
            );
            Assert.DoesNotContain('\n', process.Output);

            Assert.Equal(0, await process.StopAsync());
        }

        // A clean stop folds the write-ahead log back, so the file alone is the ledger.
        Assert.Equal(["ledger.db", "ledger.lock"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        LedgerFacts.AssertSound(Path.Combine(folder.Path, "ledger.db"));
    }

    [Fact]
    public async Task A_second_bank_on_the_same_ledger_is_refused_until_the_first_is_gone()
    {
        using var folder = new TemporaryFolder();
        var (process, _) = await StartAsync(folder.Path);
        await using (process)
        {
            var (code, output, error) = await RunAsync(["--data", folder.Path]);

            Assert.Equal((1, ""), (code, output));
            Assert.Contains("in use by another stand-in bank", error, StringComparison.Ordinal);
            await process.KillAsync();
        }

        var (successor, _) = await StartAsync(folder.Path);
        await successor.DisposeAsync();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var port = bank.Host.AccountUrl.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var (code, _, error) = await RunAsync(["--account-port", port]);

        Assert.Equal(1, code);
        Assert.Contains(port, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_option_the_users_and_the_faults()
    {
        var (code, output, _) = await RunAsync(["--help"]);

        Assert.Equal(0, code);
        string[] told =
        [
            "--contract",
            "--limits",
            "--deposits",
            "--seed",
            "--data",
            "--jwt-secret",
            "--account-port",
            "--transaction-port",
            "--fault-port",
            "--host",
            "--step-up",
            "alice / alice-password-1",
            "commit_then_drop",
        ];
        Assert.All(told, t => Assert.Contains(t, output, StringComparison.Ordinal));
    }

    private static Task<(ManagedProcess Process, JsonElement Ready)> StartAsync(string data, params string[] more) =>
        ManagedProcess.StartAsync(
            BuildOutput.Sandbox,
            ["--data", data, .. FreePorts, .. more],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JWT_SECRET"] = TestTokens.Secret },
            "sandbox_ready"
        );

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        string[] arguments,
        string secret = TestTokens.Secret
    )
    {
        var ports = arguments.Contains("--account-port", StringComparer.Ordinal) ? FreePorts[2..] : FreePorts;
        var start = new ProcessStartInfo("dotnet", [BuildOutput.Sandbox, .. ports, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["JWT_SECRET"] = secret;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output, await error);
    }
}
