using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Tests.Monitoring;

public sealed class ListToolsTests
{
    [Fact]
    public async Task Every_tool_is_there_with_its_figures_and_the_stop_that_names_it()
    {
        await using var application = new TestApplication();
        application.Statistics.Record("transfer_funds", CallStatus.Success, TimeSpan.FromMilliseconds(3));
        application.Clock.Advance(TimeSpan.FromMinutes(30));
        application.Statistics.Record("transfer_funds", CallStatus.Error, TimeSpan.FromMilliseconds(3));
        await application.CallAsync(Known.Operator, new SetStop(StopScope.Tool, "transfer_funds", "It loops."));

        var list = await application.CallAsync(Known.Approver, new ListTools());

        Assert.Equal(["get_account", "transfer_funds"], list.Tools.Select(tool => tool.Facts.Name));
        var (read, transfer) = (list.Tools[0], list.Tools[1]);
        Assert.Null(read.Stop);
        Assert.All(read.Figures.Values, Assert.Null);
        Assert.Equal("It loops.", transfer.Stop?.Reason);
        Assert.Equal(1, transfer.Figures[StatisticsWindow.QuarterHour]!.Calls);
        Assert.Equal(1, transfer.Figures[StatisticsWindow.QuarterHour]!.ErrorRate);
        Assert.Equal(2, transfer.Figures[StatisticsWindow.Hour]!.Calls);
        Assert.Equal(2, transfer.Figures[StatisticsWindow.Day]!.Calls);
        Assert.Equal(TestApplication.Start, list.Since);
        Assert.Null(list.StoppedAll);
    }

    [Fact]
    public async Task A_stop_of_everything_is_told_once_and_switches_no_single_tool_off()
    {
        await using var application = new TestApplication();
        await application.CallAsync(Known.Operator, new SetStop(StopScope.Everything, null, "r"));

        var list = await application.CallAsync(Known.Approver, new ListTools());

        Assert.Equal("oskar", list.StoppedAll?.By);
        Assert.All(list.Tools, tool => Assert.Null(tool.Stop));
    }
}
