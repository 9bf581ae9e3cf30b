using System.Globalization;
using System.Text.Json;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;

namespace FinancialMcp.Mcp.Health;

/// <summary><c>/health</c>, <c>/ready</c> and <c>/live</c> on the MCP listener, open to every caller.</summary>
internal static class HealthEndpoints
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static IServiceCollection AddHealthEndpoints(this IServiceCollection services) =>
        services.AddSingleton<Readiness>();

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", HealthAsync).WithMetadata(AnswersAnyHost.Instance);
        endpoints.MapGet("/ready", ReadyAsync).WithMetadata(AnswersAnyHost.Instance);
        endpoints
            .MapGet("/live", () => Answer(new LiveReport("alive"), ok: true))
            .WithMetadata(AnswersAnyHost.Instance);
    }

    private static async Task<IResult> HealthAsync(
        HealthMonitor monitor,
        Settings settings,
        ServerInstance server,
        ConnectionTally connections,
        TimeProvider time
    )
    {
        var look = await monitor.LookAsync();
        var megabytes = System.Environment.WorkingSet / (1024 * 1024);
        var report = new HealthReport(
            HealthLook.WordFor(look.State),
            HealthReport.TimestampOf(time.GetUtcNow()),
            settings.Version,
            settings.EnvironmentName,
            Words(look.Checks),
            new HealthReportMetrics(
                (long)(time.GetUtcNow() - server.StartedAt).TotalSeconds,
                string.Create(CultureInfo.InvariantCulture, $"{megabytes}MB"),
                connections.Open
            )
        );
        return Answer(report, look.State != HealthState.Unhealthy);
    }

    private static async Task<IResult> ReadyAsync(HealthMonitor monitor, Readiness readiness)
    {
        var look = await monitor.LookAsync();
        var status =
            readiness.IsDraining ? "draining"
            : !look.IsServing ? "not_ready"
            : "ready";
        return Answer(new ReadyReport(status, Words(look.Checks.Where(HealthLook.IsEssential))), status == "ready");
    }

    private static Dictionary<string, string> Words(IEnumerable<DependencyHealth> checks) =>
        checks.ToDictionary(check => check.Name, check => HealthLook.WordFor(check.State), StringComparer.Ordinal);

    private static IResult Answer<T>(T body, bool ok) =>
        Results.Json(body, Json, statusCode: ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
