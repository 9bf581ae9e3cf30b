using System.Globalization;
using System.Text;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Http;

internal sealed record HealthView(string Status);

/// <summary>/actuator/health, open to anyone, and /actuator/prometheus, for ADMIN.</summary>
internal static class Actuator
{
    public static void Map(Service service, RequestFigures requests, LedgerWriter writer)
    {
        service.MapOpen("GET", "/actuator/health", http => BankJson.WriteAsync(http, 200, new HealthView("UP")));
        service.Map(
            "GET",
            "/actuator/prometheus",
            async call =>
            {
                if (!call.Caller.IsAdmin)
                {
                    throw new RefusedException(RefusalReason.Forbidden, "Access Denied");
                }
                call.Http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                await call.Http.Response.WriteAsync(requests.Expose() + Expose(writer), Encoding.UTF8);
            }
        );
    }

    private static string Expose(LedgerWriter writer) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # TYPE ledger_commits_total counter
            ledger_commits_total {writer.Commits}
            # TYPE ledger_writes_total counter
            ledger_writes_total {writer.Writes}

            """
        );
}
