using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace FinancialMcp.Testing;

/// <summary>
/// A real process of ours: started from its build output, ready when it says so in a line of JSON or of text, ended by us
/// and nobody else.
/// </summary>
public sealed class ManagedProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly ConcurrentQueue<string> tail = new();
    private bool isDisposed;

    private ManagedProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Is told every line that it prints from now on; the last ones before are in <see cref="Output"/>.</summary>
    public Action<string> Printed { get; set; } = _ => { };

    /// <summary>The last lines it printed, for a failing test to show.</summary>
    public string Output => string.Join('\n', tail);

    /// <summary>
    /// Starts <c>dotnet ASSEMBLY ARGUMENTS</c>, or <c>node</c> for a script of its own, and waits for the line of JSON whose <c>event</c> is
    /// <paramref name="readyEvent"/>. Throws with the process's output when it ends before, or is not ready in a minute.
    /// A <paramref name="core"/> confines it to that processor core; null leaves it where its parent may run.
    /// </summary>
    public static async Task<(ManagedProcess Process, JsonElement Ready)> StartAsync(
        string assembly,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment,
        string readyEvent,
        int? core = null
    )
    {
        var managed = new ManagedProcess(
            new Process { StartInfo = StartOf(assembly, arguments, environment, core), EnableRaisingEvents = true }
        );
        var ready = managed.Listen(readyEvent);
        managed.process.Start();
        managed.process.BeginOutputReadLine();
        managed.process.BeginErrorReadLine();
        try
        {
            return (managed, await ready.WaitAsync(Patience));
        }
        catch (Exception cause)
        {
            await managed.DisposeAsync();
            throw new InvalidOperationException(
                $"{Path.GetFileName(assembly)} did not become ready:\n{managed.Output}",
                cause
            );
        }
    }

    /// <summary>Runs <c>dotnet ASSEMBLY ARGUMENTS</c> to its end. Throws with its output when it does not exit with 0.</summary>
    public static async Task RunAsync(
        string assembly,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment
    )
    {
        await using var managed = new ManagedProcess(
            new Process { StartInfo = StartOf(assembly, arguments, environment, core: null) }
        );
        managed.process.OutputDataReceived += (_, line) => managed.Keep(line.Data);
        managed.process.ErrorDataReceived += (_, line) => managed.Keep(line.Data);
        managed.process.Start();
        managed.process.BeginOutputReadLine();
        managed.process.BeginErrorReadLine();
        await managed.process.WaitForExitAsync().WaitAsync(Patience);
        if (managed.process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{Path.GetFileName(assembly)} exited with {managed.process.ExitCode}:\n{managed.Output}"
            );
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed. Returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>
    /// Its exit code, once it has ended by itself. Throws <see cref="TimeoutException"/> with what it printed when it has
    /// not within a minute.
    /// </summary>
    public async Task<int> EndedAsync()
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
            return process.ExitCode;
        }
        catch (TimeoutException cause)
        {
            throw new TimeoutException($"It has not ended:\n{Output}", cause);
        }
    }

    /// <summary>SIGSTOP: it does nothing more, and its connections stay open.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on where it was.</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>SIGTERM, then waits. Throws <see cref="TimeoutException"/> when it has not ended within a minute.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(
            "kill",
            ["-" + signal, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
        );
        await kill.WaitForExitAsync();
    }

    /// <summary>taskset replaces itself by the program, which keeps its process id.</summary>
    private static string[] Confined(int? core, string runner) =>
        core is { } one ? ["-c", one.ToString(System.Globalization.CultureInfo.InvariantCulture), runner] : [];

    private static ProcessStartInfo StartOf(
        string assembly,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment,
        int? core
    )
    {
        var runner = assembly.EndsWith(".mjs", StringComparison.Ordinal) ? "node" : "dotnet";
        var start = new ProcessStartInfo(core is null ? runner : "taskset")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (IEnumerable<string>)[.. Confined(core, runner), assembly, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private Task<JsonElement> Listen(string readyEvent)
    {
        var ready = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data?.Contains($"\"{readyEvent}\"", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult(JsonSerializer.Deserialize<JsonElement>(line.Data));
            }
            else if (line.Data?.Contains($" {readyEvent}: ", StringComparison.OrdinalIgnoreCase) == true)
            {
                ready.TrySetResult(FieldsOf(line.Data));
            }
        };
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("It ended."));
        return ready.Task;
    }

    /// <summary>What a line of text says as name=value.</summary>
    private static JsonElement FieldsOf(string line) =>
        JsonSerializer.SerializeToElement(
            line.Split(' ')
                .Select(word => word.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal)
        );

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        Printed(line);
        tail.Enqueue(line);
        while (tail.Count > 200)
        {
            tail.TryDequeue(out _);
        }
    }
}
