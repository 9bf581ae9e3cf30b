using System.Text;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Mcp.Tests.Tools;

namespace FinancialMcp.Mcp.Tests.Counting;

/// <summary>
/// Callers who end their connection with a reset once the server surely has begun their call: it says so itself, by 100
/// Continue, or the bank has been asked.
/// </summary>
internal sealed class BreakingOff(RunningServer server, BankSignals bank, string token) : IDisposable
{
    private readonly SemaphoreSlim oneReads = new(1);

    /// <summary>After half of the body.</summary>
    public async Task InTheBodyAsync()
    {
        using var caller = await WireClient.ConnectAsync(server.Url);
        await caller.SendAsync(Head(1000, "Expect: 100-continue\r\n"));
        Assert.StartsWith("HTTP/1.1 100", await caller.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        await caller.SendAsync("""{"jsonrpc":"2.0",""");
        caller.Reset();
    }

    /// <summary>While the bank is asked about an account; one at a time, because no read tells whose it is.</summary>
    public async Task WhileReadingAsync()
    {
        await oneReads.WaitAsync();
        try
        {
            using var caller = await BeginAsync($$"""{"account_id":"{{BankSignals.Hanging}}"}""", "get_account");
            await bank.HangsAsync();
            caller.Reset();
        }
        finally
        {
            oneReads.Release();
        }
    }

    /// <summary>While the bank does the change: it is done, and recorded, all the same.</summary>
    public async Task WhilePayingAsync()
    {
        var key = BankWorld.NewKey();
        var backendKey = BankSignals.BackendKeyOf(key);
        await bank.SlowDownAsync(backendKey);
        using var caller = await BeginAsync(
            $$"""{"account_id":"1001","amount":"0.05","idempotency_key":"{{key}}"}""",
            "deposit_funds"
        );
        await bank.ArrivedAsync(backendKey);
        caller.Reset();
    }

    public void Dispose() => oneReads.Dispose();

    private async Task<WireClient> BeginAsync(string arguments, string tool)
    {
        var body =
            $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";
        var caller = await WireClient.ConnectAsync(server.Url);
        await caller.SendAsync(Head(Encoding.UTF8.GetByteCount(body)) + body);
        return caller;
    }

    private string Head(int length, string more = "") =>
        "POST /mcp HTTP/1.1\r\n"
        + $"Host: {new Uri(server.Url).Authority}\r\n"
        + $"Authorization: Bearer {token}\r\n"
        + "Content-Type: application/json\r\n"
        + "Accept: application/json, text/event-stream\r\n"
        + $"Content-Length: {length}\r\n"
        + more
        + "\r\n";
}
