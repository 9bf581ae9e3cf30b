using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>One agent that speaks plain HTTP, under a trace id of its own for each call. Safe for concurrent use.</summary>
internal sealed class WatchedAgent(HttpClient http, string agent, string from, string to)
{
    private readonly string token = Tokens.ForAgent(agent, "ROLE_USER");

    /// <summary>Under which the bank knows this agent's payment with that key.</summary>
    public string BackendKeyOf(string key) =>
        BackendKey.For(new Principal(Tokens.Issuer, agent, ActingParty: null), IdempotencyKey.Parse(key));

    public Task<WatchedCall> ReadAsync(string? trace = null) =>
        CallAsync("get_account_balance", null, new { account_id = from }, trace);

    public Task<WatchedCall> PayAsync(string key, string? trace = null) =>
        CallAsync(
            "transfer_funds",
            key,
            new
            {
                from_account_id = from,
                to_account_id = to,
                amount = "1.00",
                idempotency_key = key,
            },
            trace
        );

    public static string NewTrace() => Guid.CreateVersion7().ToString("N");

    private async Task<WatchedCall> CallAsync(string tool, string? key, object arguments, string? trace)
    {
        trace ??= NewTrace();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = JsonContent.Create(
                new
                {
                    jsonrpc = "2.0",
                    id = 1,
                    method = "tools/call",
                    @params = new { name = tool, arguments },
                }
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Agents.InitializeEra);
        request.Headers.Add("traceparent", $"00-{trace}-{trace[..16]}-01");
        var started = Stopwatch.GetTimestamp();
        string status;
        try
        {
            using var answer = await http.SendAsync(request);
            status = StatusOf(await answer.Content.ReadAsStringAsync(), key is not null);
        }
        catch (HttpRequestException)
        {
            status = WatchedCall.Unanswered;
        }

        return new WatchedCall(trace, key, status, Stopwatch.GetElapsedTime(started));
    }

    private static string StatusOf(string body, bool isPayment)
    {
        const string Data = "data: ";
        var json = body.StartsWith('{')
            ? body
            : body.Split('\n').Single(line => line.StartsWith(Data, StringComparison.Ordinal))[Data.Length..];
        var message = JsonSerializer.Deserialize<JsonElement>(json);
        if (message.TryGetProperty("error", out var refusal))
        {
            var text = refusal.GetProperty("message").GetString()!;
            return text.StartsWith(WatchedCall.Unrecorded, StringComparison.Ordinal) ? WatchedCall.Unrecorded : text;
        }

        var result = message.GetProperty("result");
        if (result.GetProperty("isError").GetBoolean())
        {
            var error = JsonSerializer.Deserialize<JsonElement>(
                result.GetProperty("content")[0].GetProperty("text").GetString()!
            );
            return error.GetProperty("error").GetProperty("code").GetString()!;
        }

        return isPayment ? result.GetProperty("structuredContent").GetProperty("status").GetString()! : "ok";
    }
}
