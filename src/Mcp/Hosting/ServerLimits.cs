using FinancialMcp.Mcp.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>What a connection and a request may cost before they are refused.</summary>
internal static class ServerLimits
{
    public const int BodyBytes = 256 * 1024;
    public const int HeaderBytes = 16 * 1024;
    public const int HeaderCount = 64;
    public const int RequestLineBytes = 4 * 1024;

    /// <summary>
    /// Time that a stopping server gives to calls in flight: longer than the 35 s for which a leased operation may run.
    /// </summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(45);

    /// <summary>Time in which a body must be whole: at the cap, less than half a megabit a second is needed.</summary>
    public static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection outlives the answer to a body that was not waited for.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    public static void Apply(KestrelServerOptions kestrel, ListeningSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = BodyBytes;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestHeaderCount = HeaderCount;
        limits.MaxRequestLineSize = RequestLineBytes;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = settings.KeepAliveTimeout;
        limits.MaxConcurrentConnections = settings.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = settings.MaxConnections;
    }
}
