using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Transactions;

namespace FinancialMcp.Sandbox.Faults;

/// <summary>Stands in front of one service: logs what arrives and misbehaves as scripted.</summary>
internal sealed class FaultGate(
    string service,
    ServiceEdge edge,
    FaultPlan plan,
    RequestLog log,
    TimeProvider clock,
    CancellationToken stopping
) : IFront
{
    private const string StoredStatusItem = "sandbox.stored_status";
    private const int Pieces = 10;
    private const int OversizedBytes = 2 * 1024 * 1024;

    /// <summary>The status that a fault wants this call's row to be stored with, or null.</summary>
    public static string? StoredStatus(HttpContext http) => http.Items[StoredStatusItem] as string;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var script = plan.Take(
            service,
            http.Request.Method,
            http.Request.Path.Value ?? "/",
            http.Request.Headers["Idempotency-Key"].ToString()
        );
        log.Add(service, http, script?.Kind);
        return script is null ? next(http) : MisbehaveAsync(script, http, next);
    }

    private async Task MisbehaveAsync(FaultScript script, HttpContext http, RequestDelegate next)
    {
        switch (script.Kind)
        {
            case FaultKind.Delay:
                await Task.Delay(TimeSpan.FromMilliseconds(script.DelayMs), clock, http.RequestAborted);
                await next(http);
                break;
            case FaultKind.Late:
                await WorkLateAsync(script, http, next);
                break;
            case FaultKind.ReplayFailed:
            case FaultKind.StoreProcessing:
            case FaultKind.StoreManual:
                http.Items[StoredStatusItem] = StoredAs(script.Kind);
                await next(http);
                break;
            case FaultKind.DropBeforeCommit:
                ConnectionEnd.Close(http);
                break;
            case FaultKind.Error:
                await AnswerErrorAsync(script, http);
                break;
            case FaultKind.Unavailable:
                await edge.WriteUnavailableAsync(http);
                break;
            case FaultKind.Status307:
                http.Response.StatusCode = 307;
                http.Response.Headers.Location = script.Location ?? http.Request.Path + http.Request.QueryString;
                break;
            case FaultKind.NeverAnswer or FaultKind.Reset when !script.Done:
                await EndAsync(script, http);
                break;
            default:
                await AfterWorkAsync(script, http, next);
                break;
        }
    }

    // What is read from the connection is read first: by the time of the work its caller may be gone.
    private async Task WorkLateAsync(FaultScript script, HttpContext http, RequestDelegate next)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        body.Position = 0;
        http.Request.Body = body;
        http.RequestAborted = stopping;
        await Task.Delay(TimeSpan.FromMilliseconds(script.DelayMs), clock, stopping);
        await next(http);
    }

    private async Task AfterWorkAsync(FaultScript script, HttpContext http, RequestDelegate next)
    {
        var body = await DoUnseenAsync(http, next);
        switch (script.Kind)
        {
            case FaultKind.CommitThenDrop:
                ConnectionEnd.Close(http);
                break;
            case FaultKind.ErrorAfterCommit:
                http.Response.Clear();
                await AnswerErrorAsync(script, http);
                break;
            case FaultKind.Garbage:
                await SendAsync(http, "<html>upstream said something odd</html>"u8.ToArray());
                break;
            case FaultKind.Oversized:
                await SendAsync(http, Oversized());
                break;
            case FaultKind.Rewrite:
                await SendAsync(http, Rewritten(body, script));
                break;
            case FaultKind.Truncated:
                await ConnectionEnd.CloseHalfwayAsync(http, body);
                break;
            case FaultKind.SlowBody:
                await DripAsync(script, http, body);
                break;
            default:
                await EndAsync(script, http);
                break;
        }
    }

    // The service answers into memory: its work is committed and its headers are set, but no byte has been sent.
    private static async Task<byte[]> DoUnseenAsync(HttpContext http, RequestDelegate next)
    {
        var wire = http.Response.Body;
        using var unseen = new MemoryStream();
        http.Response.Body = unseen;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = wire;
        }
        return unseen.ToArray();
    }

    private async Task EndAsync(FaultScript script, HttpContext http)
    {
        if (script.Kind == FaultKind.NeverAnswer)
        {
            await WaitForEndAsync(http);
            http.Abort();
            return;
        }
        ConnectionEnd.Reset(http);
    }

    private async Task WaitForEndAsync(HttpContext http)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var left = http.RequestAborted.Register(ended.SetResult);
        using var stopped = stopping.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    private Task AnswerErrorAsync(FaultScript script, HttpContext http) =>
        edge.WriteErrorAsync(http, script.Status ?? 500, "Scripted fault");

    private static async Task SendAsync(HttpContext http, byte[] body)
    {
        http.Response.ContentType ??= "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    private async Task DripAsync(FaultScript script, HttpContext http, byte[] body)
    {
        http.Response.ContentLength = body.Length;
        var size = Math.Max(1, body.Length / Pieces);
        for (var sent = 0; sent < body.Length; sent += size)
        {
            await http.Response.Body.WriteAsync(body.AsMemory(sent, Math.Min(size, body.Length - sent)));
            await http.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(script.DelayMs / Pieces), clock, http.RequestAborted);
        }
    }

    private static byte[] Oversized()
    {
        var filler = new string('x', OversizedBytes);
        return JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["filler"] = filler }
        );
    }

    private static byte[] Rewritten(byte[] body, FaultScript script)
    {
        if (JsonNode.Parse(body) is not JsonObject json)
        {
            return body;
        }
        foreach (var (name, value) in script.Set ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            json[name] = JsonNode.Parse(value.GetRawText());
        }
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    private static string StoredAs(FaultKind kind) =>
        kind switch
        {
            FaultKind.ReplayFailed => TransactionStatuses.Failed,
            FaultKind.StoreProcessing => TransactionStatuses.Processing,
            _ => TransactionStatuses.FailedManual,
        };
}
