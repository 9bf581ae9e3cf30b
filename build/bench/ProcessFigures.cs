using System.Diagnostics;

namespace FinancialMcp.Bench;

/// <summary>What the system tells about a process.</summary>
internal static class ProcessFigures
{
    /// <summary>User and system time so far, of all threads.</summary>
    public static TimeSpan CpuTime(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    /// <summary>Resident memory in MB of a million bytes.</summary>
    public static double ResidentMegabytes(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64 / 1e6;
    }
}
