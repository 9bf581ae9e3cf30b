namespace FinancialMcp.Sandbox.Http;

internal sealed record HealthView(string Status);

/// <summary>/actuator/health, open to anyone.</summary>
internal static class Actuator
{
    public static void Map(ServiceApp app) =>
        app.MapOpen("GET", "/actuator/health", http => BankJson.WriteAsync(http, 200, new HealthView("UP")));
}
