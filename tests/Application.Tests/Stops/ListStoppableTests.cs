using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Tests.Stops;

public sealed class ListStoppableTests
{
    [Fact]
    public async Task What_it_names_can_be_stopped()
    {
        await using var application = new TestApplication();
        await application.CallAsync(Known.Operator, new RevokeAgent(AgentId.Of(Known.Bob.Principal).Key, "for good"));

        var stoppable = await application.CallAsync(Known.Operator, new ListStoppable());

        Assert.Equal(["alice", "frank", "olivia"], stoppable.Agents.Select(agent => agent.Party));
        Assert.Contains("transfer_funds", stoppable.Tools);
        Assert.Contains("get_account", stoppable.Tools);
        Assert.DoesNotContain("list_stops", stoppable.Tools);
        foreach (var tool in stoppable.Tools)
        {
            await application.CallAsync(Known.Operator, new SetStop(StopScope.Tool, tool, "r"));
        }

        foreach (var agent in stoppable.Agents)
        {
            await application.CallAsync(Known.Operator, new SetStop(StopScope.Agent, agent.Key, "r"));
        }
    }
}
