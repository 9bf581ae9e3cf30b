using System.Text;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>When the server does not start, what was started before it is ended.</summary>
public sealed class FailedStartTests
{
    private static readonly Dictionary<string, string> NoServer = new(StringComparer.Ordinal)
    {
        ["HTTP_TIMEOUT"] = "not a number",
    };

    [Fact]
    public async Task A_world_leaves_no_bank_behind()
    {
        var amount = Marker();
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            World.StartAsync("v2", "sqlite", NoServer, "--step-up", amount)
        );
        Assert.Contains("financial-mcp.dll", failed.Message, StringComparison.Ordinal);
        AssertNoneRunsWith(amount);
    }

    [Fact]
    public async Task A_fleet_leaves_no_bank_behind()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        var amount = Marker();
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Fleet.StartAsync(
                new FleetPlan
                {
                    Contract = "v2",
                    BankOptions = ["--step-up", amount],
                    Settings = NoServer,
                }
            )
        );
        Assert.Contains("financial-mcp.dll", failed.Message, StringComparison.Ordinal);
        AssertNoneRunsWith(amount);
    }

    [Fact]
    public async Task The_mark_of_a_running_bank_is_found()
    {
        var amount = Marker();
        await using var bank = await BankProcess.StartAsync("v2", "--step-up", amount);
        Assert.Equal([bank.Id], RunningWith(amount));
    }

    /// <summary>An amount that no other bank is started with.</summary>
    private static string Marker() => BitConverter.ToUInt32(Guid.CreateVersion7().ToByteArray(), 12) + ".17";

    private static void AssertNoneRunsWith(string argument) => Assert.Equal([], RunningWith(argument));

    private static IEnumerable<int> RunningWith(string argument) =>
        from folder in Directory.EnumerateDirectories("/proc")
        where
            int.TryParse(Path.GetFileName(folder), out _)
            && CommandOf(folder).Contains(argument, StringComparer.Ordinal)
        select int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture);

    private static string[] CommandOf(string folder)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline"))).Split('\0');
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
