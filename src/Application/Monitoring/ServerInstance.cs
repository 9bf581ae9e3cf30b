using System.Diagnostics;
using System.Reflection;

namespace FinancialMcp.Application.Monitoring;

/// <summary>What runs here, and since when.</summary>
public sealed record ServerInstance(string Version, DateTimeOffset StartedAt)
{
    /// <summary>Names the process among the replicas: its machine and its process id.</summary>
    public string Id { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Names this run of the process: in a container the same machine and process id come again.</summary>
    public string Run => $"{Id}:{StartedAt.ToUnixTimeMilliseconds()}";

    /// <summary>This process, under the version that it was built with unless another is given (VERSION).</summary>
    public static ServerInstance OfThisProcess(string? version = null)
    {
        using var process = Process.GetCurrentProcess();
        var built = typeof(ServerInstance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return new ServerInstance(
            version ?? built?.InformationalVersion ?? throw new InvalidOperationException("Built without a version."),
            new DateTimeOffset(process.StartTime.ToUniversalTime())
        );
    }
}
