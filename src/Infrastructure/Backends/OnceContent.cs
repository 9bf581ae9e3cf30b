using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// The body of one changing request. Knows whether it may have left: it is marked as sent before its first byte is
/// handed to the connection, it is written at most once, whatever the HTTP stack would like to repeat, and it does not
/// begin after its deadline or after it was revoked. Empty bodies are refused, because the stack repeats a request
/// without a body by itself.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private const int Fresh = 0;
    private const int Begun = 1;
    private const int Revoked = 2;

    private readonly byte[] bytes;
    private readonly TimeProvider time;
    private readonly TimeSpan deadline;
    private readonly long began;
    private int state = Fresh;

    /// <summary>The deadline counts from <paramref name="began"/>, on the monotonic clock of <paramref name="time"/>.</summary>
    public OnceContent(string body, TimeProvider time, TimeSpan deadline, long began)
    {
        ArgumentException.ThrowIfNullOrEmpty(body);
        bytes = Encoding.UTF8.GetBytes(body);
        this.time = time;
        this.deadline = deadline;
        this.began = began;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>
    /// True when not a byte of the body has left and none will: from now on it refuses to be written. False when it was
    /// begun, and only an answer can tell what became of it.
    /// </summary>
    public bool TryRevoke() => Interlocked.CompareExchange(ref state, Revoked, Fresh) != Begun;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        if (time.GetElapsedTime(began) >= deadline)
        {
            TryRevoke();
            throw new NotSentException("The deadline passed before the body was begun.");
        }

        if (Interlocked.CompareExchange(ref state, Begun, Fresh) != Fresh)
        {
            throw new NotSentException("The body may be written only once.");
        }

        return stream.WriteAsync(bytes, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}

/// <summary>We refused to put a request on the wire: nothing of this attempt's body has left because of it.</summary>
internal sealed class NotSentException(string message) : Exception(message);
