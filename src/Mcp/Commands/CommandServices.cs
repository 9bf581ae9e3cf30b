using FinancialMcp.Application;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Mcp.Telemetry;

namespace FinancialMcp.Mcp.Commands;

/// <summary>What a server has, none of it started, for commands that use its use cases.</summary>
internal static class CommandServices
{
    public static ServiceProvider Of(Settings settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(ServerInstance.OfThisProcess(settings.Version));
        services.AddLogging();
        services.AddLogs(settings);
        services.AddApplication();
        services.AddInfrastructure(InfrastructureSettings.For(settings));
        return services.BuildServiceProvider();
    }
}
