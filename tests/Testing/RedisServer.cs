using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace FinancialMcp.Testing;

/// <summary>A Redis of one's own on loopback that keeps nothing on disk, to be killed and started again at the same port.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly int port;
    private Process? process;

    private RedisServer(int port) => this.port = port;

    /// <summary>False where no server is installed: tests that need one then skip themselves.</summary>
    public static bool IsInstalled => File.Exists(Program);

    public int Port => port;

    /// <summary>As REDIS_URL takes it.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{port}/1");

    /// <summary>Starts one. Throws when it does not answer within half a minute.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer(PostgresServer.FreePort());
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts it, empty, at its port; it must not run.</summary>
    public async Task RestartAsync()
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (
            var argument in (string[])
                [
                    "--port",
                    port.ToString(CultureInfo.InvariantCulture),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--loglevel",
                    "warning",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        process = Process.Start(start)!;
        process.BeginOutputReadLine();
        await Eventually.TrueAsync(AnswersAsync, Patience, "Redis answers");
    }

    /// <summary>SIGKILL: everything in it is gone.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
