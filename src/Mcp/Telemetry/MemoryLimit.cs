using System.Globalization;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>
/// How much memory this process may use before the kernel ends it. The runtime's own figure is of the managed heap, which
/// gets three quarters of a container; an alert needs the whole.
/// </summary>
internal static class MemoryLimit
{
    private const string ControlGroups = "/sys/fs/cgroup";
    private const string OwnGroup = "/proc/self/cgroup";

    /// <summary>Bytes: the smallest limit of the control groups (version 2) that this process is in, else what the runtime knows.</summary>
    public static long Read() =>
        Of(ControlGroups, File.Exists(OwnGroup) ? File.ReadAllText(OwnGroup) : "")
        ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The smallest limit of a group and those above it; null where none has one.</summary>
    /// <param name="groups">Where the file system of the control groups is.</param>
    /// <param name="own">What <c>/proc/self/cgroup</c> says; the line of version 2 begins with <c>0::</c>.</param>
    internal static long? Of(string groups, string own)
    {
        const string Unified = "0::";
        var line = own.Split('\n').FirstOrDefault(it => it.StartsWith(Unified, StringComparison.Ordinal));
        var group = groups + line?[Unified.Length..].TrimEnd('/');
        long? limit = null;
        for (; group.Length >= groups.Length; group = group[..group.LastIndexOf('/')])
        {
            var file = group + "/memory.max";
            if (
                File.Exists(file)
                && long.TryParse(
                    File.ReadAllText(file),
                    NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out var most
                )
            )
            {
                limit = Math.Min(limit ?? most, most);
            }
        }

        return limit;
    }
}
