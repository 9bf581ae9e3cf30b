namespace FinancialMcp.Application.Monitoring;

/// <summary>How much memory the process uses of what it may, as a container's limit or else the machine's size says.</summary>
internal sealed class MemoryGauge(Func<long> usedBytes, Func<long> limitBytes)
{
    public static MemoryGauge OfThisProcess { get; } =
        new(() => Environment.WorkingSet, () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>0 to 1 and beyond.</summary>
    public double UsedShare() => (double)usedBytes() / limitBytes();
}
