// Types that break each rule on purpose, in the namespaces that the rules look at.
#pragma warning disable CA1812, IDE0051, IDE0052, CA1823, CS0169, CA1852

namespace FinancialMcp.Domain.Planted
{
    internal sealed class FetchesARate(System.Net.Http.HttpClient client)
    {
        public override string ToString() => client.Timeout.ToString();
    }
}

namespace FinancialMcp.Application.Planted
{
    internal sealed class TalksToTheWeb(System.Net.Http.HttpClient client)
    {
        public override string ToString() => client.Timeout.ToString();
    }

    internal sealed class ChainsHandler(Mediator.ISender sender)
    {
        public override string ToString() => sender.ToString()!;
    }

    internal sealed class RoundsMoney
    {
        public double Amount { get; init; }
    }
}

namespace FinancialMcp.Admin.Planted
{
    internal sealed class CallsTheBank(System.Net.Http.HttpClient client)
    {
        public override string ToString() => client.Timeout.ToString();
    }
}

namespace FinancialMcp.Mcp.Planted
{
    internal sealed class ReachesAround
    {
        public override string ToString() => typeof(Infrastructure.InfrastructureServices).Name;

        public Infrastructure.InfrastructureOptions? Options { get; init; }
    }
}

namespace FinancialMcp.Sandbox.Planted
{
    internal sealed class KnowsTheServer
    {
        public FinancialMcp.Domain.Money Sum { get; init; }
    }
}
