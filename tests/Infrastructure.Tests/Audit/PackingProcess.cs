using System.Diagnostics;
using System.Globalization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>A process that writes one evidence pack and tells how much memory it took.</summary>
internal static class PackingProcess
{
    internal const int Records = 100_000;

    internal static async Task<(long Records, double Megabytes)> StartAsync(string directory)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(PackingProcess).Assembly.Location, Program.PackOnce, directory]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // The child keeps its keys apart; what is measured does not depend on them.
        using var process = Process.Start(start)!;
        var words = (await process.StandardOutput.ReadToEndAsync()).Trim().Split(' ');
        await process.WaitForExitAsync();
        return (
            long.Parse(words[0], CultureInfo.InvariantCulture),
            long.Parse(words[1], CultureInfo.InvariantCulture) / 1024.0
        );
    }

    internal static async Task<int> RunAsync(string directory)
    {
        await using var host = await SqliteStoreHost.OpenAsync(directory);
        await using var file = new FileStream(Path.Combine(directory, "pack.zip"), FileMode.CreateNew);
        var count = await host
            .Services.GetRequiredService<IEvidencePacks>()
            .WriteAsync(AuditFilter.Everything, "packer", file, CancellationToken.None);
        var peak = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kilobytes = peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} {kilobytes}"));
        return 0;
    }
}
