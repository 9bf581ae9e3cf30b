using System.Globalization;
using System.Runtime.InteropServices;
using ModelContextProtocol.Server;

namespace FinancialMcp.Bench;

/// <summary>What a run ran on, and when, in sentences.</summary>
internal sealed record Machine(IReadOnlyList<string> Lines)
{
    public static Machine Describe(int? serverCore, int rounds, double seconds, TimeProvider clock)
    {
        var placed = serverCore is null
            ? "nothing is confined to a core"
            : $"the servers on core {serverCore}; load, bank and database on the others";
        return new Machine([
            string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC; {rounds} interleaved rounds of {seconds:0.#} s a target; {Load.Connections} connections"
            ),
            $"{Hardware()}; {placed}; databases on {Disk()}",
            $"{Software()}, ModelContextProtocol {Version(typeof(McpServer))}, Financial MCP {Version(typeof(Machine))}",
        ]);
    }

    /// <summary>For a run of the database alone.</summary>
    public static Machine Describe(TimeProvider clock) =>
        new([
            string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC"),
            $"{Hardware()}; databases on {Disk()}",
            $"{Software()}, Financial MCP {Version(typeof(Machine))}",
        ]);

    private static string Hardware() =>
        $"{Value("/proc/cpuinfo", "model name")}, {Cores()} cores, {Memory()} GB of memory";

    private static string Software() =>
        $"{Distribution()}, Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}; {RuntimeInformation.FrameworkDescription}";

    private static string Disk() => new DriveInfo(Path.GetTempPath()).DriveFormat;

    private static int Cores() =>
        File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal));

    private static string Value(string file, string name) =>
        File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Trim();

    private static string Memory()
    {
        var kilobytes = long.Parse(Value("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture);
        return (kilobytes / 1_000_000m).ToString("0", CultureInfo.InvariantCulture);
    }

    private static string Distribution() =>
        File.ReadLines("/etc/os-release")
            .First(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))["PRETTY_NAME=".Length..]
            .Trim('"');

    private static string Version(Type type) => type.Assembly.GetName().Version!.ToString(3);
}
