using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Stops;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Domain.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Application.Tests.Monitoring;

public sealed class ListToolsTests
{
    [Fact]
    public async Task Every_tool_is_there_with_its_figures_and_the_stop_that_names_it()
    {
        var figures = new MemoryFigures();
        await using var application = new TestApplication(configure: services =>
            services.AddSingleton<IFigureStore>(figures)
        );
        figures.Add("transfer_funds", TestApplication.Start, CallStatus.Error);
        figures.Add("transfer_funds", TestApplication.Start.AddMinutes(-30), CallStatus.Success);
        figures.Add("transfer_funds", TestApplication.Start.AddDays(-6), CallStatus.Success);
        await application.CallAsync(Known.Operator, new SetStop(StopScope.Tool, "transfer_funds", "It loops."));

        var list = await application.CallAsync(Known.Approver, new ListTools());

        Assert.Equal(["get_account", "transfer_funds"], list.Tools.Select(tool => tool.Facts.Name));
        var (read, transfer) = (list.Tools[0], list.Tools[1]);
        Assert.Null(read.Stop);
        Assert.All(read.Figures.Values, Assert.Null);
        Assert.Equal("It loops.", transfer.Stop?.Reason);
        Assert.Equal(1, transfer.Figures[FigureSpan.QuarterHour]!.ErrorRate);
        Assert.Equal([1, 2, 2, 3], Enum.GetValues<FigureSpan>().Select(span => transfer.Figures[span]!.Calls));
        Assert.Null(list.StoppedAll);
    }

    [Fact]
    public async Task A_stop_of_everything_is_told_once_and_switches_no_single_tool_off()
    {
        await using var application = new TestApplication(configure: services =>
            services.AddSingleton<IFigureStore, MemoryFigures>()
        );
        await application.CallAsync(Known.Operator, new SetStop(StopScope.Everything, null, "r"));

        var list = await application.CallAsync(Known.Approver, new ListTools());

        Assert.Equal("oskar", list.StoppedAll?.By);
        Assert.All(list.Tools, tool => Assert.Null(tool.Stop));
    }
}
