namespace FinancialMcp.Sandbox.Faults;

/// <summary>What a scripted fault asks of the service behind it.</summary>
internal static class FaultGate
{
    private const string StoredStatusItem = "sandbox.stored_status";

    /// <summary>The status that a fault wants this call's row to be stored with, or null.</summary>
    public static string? StoredStatus(HttpContext http) => http.Items[StoredStatusItem] as string;
}
