using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Mcp.Tests.Hosting;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>The one word for it all, of a running server.</summary>
public sealed class OverviewTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_stopped_tool_degrades_and_everything_stopped_is_stopped_with_the_reason_and_since_when()
    {
        await using var server = await StaffedAsync();
        await WaitAsync(server, "olga", view => view.Verdict == Verdict.Healthy && view.Why.Count == 0);

        await StaffDesk.SendAsync(server, "olga", new SetStop(StopScope.Tool, "transfer_funds", "a doubt"));
        var one = await WaitAsync(server, "olga", view => view.Verdict != Verdict.Healthy);
        Assert.Equal((Verdict.Degraded, "one tool, agent or account is stopped"), (one.Verdict, one.Why[0]));

        var before = TimeProvider.System.GetUtcNow();
        await StaffDesk.SendAsync(server, "olga", new SetStop(StopScope.Tool, "deposit_funds", "a doubt"));
        await StaffDesk.SendAsync(server, "olga", new SetStop(StopScope.Everything, null, "all of it"));
        var all = await WaitAsync(server, "olga", view => view.Verdict == Verdict.Stopped);
        Assert.Equal(["people have stopped everything", "2 tools, agents or accounts are stopped"], all.Why);
        Assert.True(all.Since < before, "It counts from the oldest stop.");
        Assert.Contains(
            all.Attention,
            it => it.Text.StartsWith("Everything is stopped by olga", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Of_one_reading_each_sees_what_their_roles_may_see()
    {
        await using var server = await StaffedAsync();
        await StaffDesk.SendAsync(server, "ada", new ProposeStaff("nina", [StaffPermissions.Auditor], "new"));

        await WaitAsync(server, "ada", view => Names(view).Contains("/users"));
        Assert.DoesNotContain("/users", Names(await StaffDesk.SendAsync(server, "olga", Asked)));
        Assert.Contains("/users", Names(await StaffDesk.SendAsync(server, "ada", Asked)));
    }

    private static GetOverview Asked { get; } = new(FigureSpan.Hour);

    private static List<string> Names(Overview view) => [.. view.Attention.Select(it => it.Page)];

    private static async Task<RunningServer> StaffedAsync()
    {
        var server = await RunningServer.StartAsync();
        var store = server.Services.GetRequiredService<IStaffStore>();
        await StaffDesk.AddLocalAsync(store, "ada", StaffPermissions.Admin);
        await StaffDesk.AddLocalAsync(store, "olga", StaffPermissions.Operator);
        return server;
    }

    /// <summary>Readings are shared for a second, and the checks of a server that has just begun take a moment.</summary>
    private static async Task<Overview> WaitAsync(RunningServer server, string who, Func<Overview, bool> isIt)
    {
        Overview? view = null;
        await Eventually.TrueAsync(
            async () => isIt(view = await StaffDesk.SendAsync(server, who, Asked)),
            Patience,
            "the overview says so"
        );
        return view!;
    }
}
