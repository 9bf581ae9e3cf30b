using System.Diagnostics;
using System.Globalization;

namespace FinancialMcp.Testing;

/// <summary>The files and processes of one PostgreSQL server.</summary>
internal sealed class PostgresCluster : IDisposable
{
    /// <summary>
    /// The guard of a server: ends it, and removes its files, when the guard's input closes, which it does when the
    /// test process ends, however that comes about. Arguments: the directory, then the server's command.
    /// </summary>
    private const string Guard = """
        exec 3<&0
        directory=$1; shift
        exec >>"$directory/log" 2>&1
        "$@" </dev/null 3<&- &
        server=$!
        (cat <&3 >/dev/null; touch "$directory/abandoned"; kill -QUIT "$server" 2>/dev/null) &
        reader=$!
        wait "$server"
        kill "$reader" 2>/dev/null
        if [ -e "$directory/abandoned" ]; then rm -rf "$directory"; fi
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("fm-postgres-").FullName;
    private readonly List<Process> guards = [];

    /// <summary>The newest installed version's programs; null when there is none.</summary>
    internal static string? Binaries { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .EnumerateDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
                .Order(StringComparer.Ordinal)
                .LastOrDefault()
            : null;

    internal string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(directory, "log");

    private string Data => Path.Combine(directory, "data");

    /// <summary>The server refuses to run as root: then it runs as the user that its package made.</summary>
    private static string[] AsServer =>
        Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
            : [];

    internal async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(["chown", "postgres:", directory]);
        }

        await RunAsync([
            .. AsServer,
            Program("initdb"),
            "--pgdata",
            Data,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
    }

    internal void Run(string host, int port)
    {
        string[] server =
        [
            .. AsServer,
            Program("postgres"),
            "-D",
            Data,
            "-p",
            port.ToString(CultureInfo.InvariantCulture),
            "-k",
            directory,
            "-c",
            $"listen_addresses={host}",
        ];
        guards.Add(Start(["sh", "-c", Guard, "guard", directory, .. server], keepInput: true));
    }

    /// <summary>Sends a signal, by its name, to the server and each of its processes.</summary>
    internal async Task SignalAsync(string signal)
    {
        if (Processes() is { Count: > 0 } processes)
        {
            // One of them may end by itself meanwhile; what is to hold afterwards is for the caller to look at.
            using var kill = Start(["kill", "-" + signal, .. processes], keepInput: false);
            await kill.WaitForExitAsync();
        }
    }

    /// <summary>Returns when the server that was last run is gone.</summary>
    internal async Task EndedAsync()
    {
        foreach (var guard in guards)
        {
            await guard.WaitForExitAsync();
        }

        // A killed server leaves its processes to notice for themselves.
        await Eventually.TrueAsync(() => Processes().Count == 0, TimeSpan.FromMinutes(1), "PostgreSQL has ended");
    }

    public void Dispose()
    {
        guards.ForEach(guard => guard.Dispose());
        Directory.Delete(directory, recursive: true);
    }

    private static string Program(string name) =>
        Path.Combine(Binaries ?? throw new InvalidOperationException("No PostgreSQL server is installed."), name);

    /// <summary>Every process whose working directory is the data directory: the server's own and nobody else's.</summary>
    private List<string> Processes() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(path => Path.GetFileName(path))
                .Where(name => name.All(char.IsAsciiDigit) && WorksIn(name)),
        ];

    private bool WorksIn(string process)
    {
        try
        {
            return string.Equals(
                new FileInfo($"/proc/{process}/cwd").ResolveLinkTarget(returnFinalTarget: false)?.FullName,
                Data,
                StringComparison.Ordinal
            );
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked, or belongs to somebody else.
            return false;
        }
    }

    private static async Task RunAsync(string[] command)
    {
        using var process = Start(command, keepInput: false);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} failed: {error}");
        }
    }

    private static Process Start(string[] command, bool keepInput)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = keepInput,
            RedirectStandardOutput = !keepInput,
            RedirectStandardError = !keepInput,
            WorkingDirectory = "/",
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }
}
