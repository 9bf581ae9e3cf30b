using FinancialMcp.Sandbox.Http;

namespace FinancialMcp.Sandbox.Faults;

internal sealed record FaultPortError(string Error);

/// <summary>Errors of the fault port: 400 with a sentence, 404, 500.</summary>
internal sealed class FaultPortEdge : Edge
{
    public override Task WriteRefusalAsync(HttpContext http, RefusedException refusal) =>
        BankJson.WriteAsync(http, 400, new FaultPortError(refusal.Message));

    public override Task WriteDefectAsync(HttpContext http, Exception defect) =>
        BankJson.WriteAsync(http, 500, new FaultPortError(defect.Message));

    public override Task WriteNoRouteAsync(HttpContext http) =>
        BankJson.WriteAsync(http, 404, new FaultPortError("No such route"));
}
