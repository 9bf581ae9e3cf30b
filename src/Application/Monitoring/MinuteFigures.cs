using System.Runtime.InteropServices;

namespace FinancialMcp.Application.Monitoring;

/// <summary>What one minute saw, all tools together. A failure is an error or a doubt.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct MinuteFigures
{
    public long Calls;
    public long Failures;
    public long Ticks;
}
