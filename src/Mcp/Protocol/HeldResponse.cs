using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// Keeps an answer back until it may leave: nothing reaches the caller, not even headers, before <see cref="ReleaseAsync"/>.
/// So an answer can wait for its record, and can still become another one when the record fails. Answers are small: what
/// bounds a result bounds the memory.
/// </summary>
internal sealed class HeldResponse : IHttpResponseBodyFeature, IDisposable
{
    private readonly HttpContext http;
    private readonly IHttpResponseBodyFeature wire;
    private readonly MemoryStream held = new();
    private PipeWriter? writer;

    private HeldResponse(HttpContext http)
    {
        this.http = http;
        wire = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    }

    public Stream Stream => held;

    public PipeWriter Writer => writer ??= PipeWriter.Create(held, new StreamPipeWriterOptions(leaveOpen: true));

    public static HeldResponse Of(HttpContext http)
    {
        var response = new HeldResponse(http);
        http.Features.Set<IHttpResponseBodyFeature>(response);
        return response;
    }

    /// <summary>Forgets what was written: headers stay those that the listener set for every answer.</summary>
    public void Discard()
    {
        held.SetLength(0);
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.Headers.ContentType = default;
        http.Response.Headers.ContentEncoding = default;
        http.Response.Headers.WWWAuthenticate = default;
    }

    /// <summary>Lets the answer go.</summary>
    public async Task ReleaseAsync()
    {
        if (writer is not null)
        {
            await writer.FlushAsync(http.RequestAborted);
        }

        http.Features.Set(wire);
        http.Response.ContentLength = held.Length;
        if (held.Length > 0)
        {
            await wire.Writer.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), http.RequestAborted);
        }

        await wire.CompleteAsync();
    }

    public void DisableBuffering()
    {
        // The answer is written in one piece, so there is no buffering to switch off.
    }

    public async Task SendFileAsync(
        string path,
        long offset,
        long? count,
        CancellationToken cancellationToken = default
    ) => await SendFileFallback.SendFileAsync(held, path, offset, count, cancellationToken);

    /// <summary>Headers leave with the body.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public async Task CompleteAsync()
    {
        if (writer is not null)
        {
            await writer.FlushAsync();
        }
    }

    public void Dispose() => held.Dispose();
}
