using System.CommandLine;

namespace FinancialMcp.Mcp.Commands;

/// <summary><c>financial-mcp audit</c>: what is done with the trail from outside the server.</summary>
internal static class AuditCommand
{
    public static Command Create() =>
        new("audit", "Works with the audit trail, or with an evidence pack of it.")
        {
            AuditVerifyCommand.Create(),
            AuditExportCommand.Create(),
            AuditDropCommand.Create(),
        };
}
