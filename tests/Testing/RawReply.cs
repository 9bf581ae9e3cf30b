using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FinancialMcp.Testing;

/// <summary>One request as it was read from the socket, whole.</summary>
/// <param name="Number">1 for the server's first.</param>
/// <param name="OnConnection">1 for the connection's first.</param>
/// <param name="Method">As written.</param>
/// <param name="Target">Path and query as written.</param>
/// <param name="Headers">By lower-case name; a repeated one is joined by a comma.</param>
/// <param name="Body">The body's text.</param>
public sealed record RawRequest(
    int Number,
    int OnConnection,
    string Method,
    string Target,
    IReadOnlyDictionary<string, string> Headers,
    string Body
);

/// <summary>
/// What <see cref="RawHttpServer"/> does with a connection after it has read a whole request. True from
/// <see cref="ActAsync"/> keeps the connection for a next request.
/// </summary>
public abstract record RawReply
{
    /// <summary>Ends the connection in good order, without an answer.</summary>
    public static RawReply Close { get; } = new Closing(IsReset: false);

    /// <summary>Ends the connection with a TCP reset, without an answer.</summary>
    public static RawReply Reset { get; } = new Closing(IsReset: true);

    /// <summary>Never answers; waits until the client gives up.</summary>
    public static RawReply Hang { get; } = new Bytes("", After.Hang);

    /// <summary>Answers something that is not HTTP.</summary>
    public static RawReply Garbage { get; } = new Bytes("\u0001\u0002 no protocol at all\r\n\r\n", After.Close);

    /// <summary>Sends text as it is, in Latin-1, whether it is HTTP or not, and closes.</summary>
    public static RawReply Raw(string text) => new Bytes(text, After.Close);

    /// <summary>A whole, well-formed JSON answer; the connection stays.</summary>
    public static RawReply Json(int status, string body, params string[] headers) =>
        new Bytes(Head(status, "application/json", body.Length, headers) + body, After.Keep);

    /// <summary>A whole answer of another type.</summary>
    public static RawReply Typed(int status, string type, string body) =>
        new Bytes(Head(status, type, body.Length, []) + body, After.Keep);

    /// <summary>A whole answer without a body.</summary>
    public static RawReply Empty(int status, params string[] headers) =>
        new Bytes(Head(status, null, 0, headers), After.Keep);

    /// <summary>Declares the whole body, sends half of it and closes.</summary>
    public static RawReply Truncated(int status, string body) =>
        new Bytes(Head(status, "application/json", body.Length, []) + body[..(body.Length / 2)], After.Close);

    /// <summary>Declares the whole body, sends half of it and never goes on.</summary>
    public static RawReply SlowBody(int status, string body) =>
        new Bytes(Head(status, "application/json", body.Length, []) + body[..(body.Length / 2)], After.Hang);

    /// <summary>
    /// A well-formed JSON answer of more bytes than asked for, padded by spaces; the length is declared, or the body just
    /// ends with the connection.
    /// </summary>
    public static RawReply Large(int status, string body, int bytes, bool isDeclared)
    {
        var padded = body.PadRight(bytes + 1);
        return isDeclared
            ? new Bytes(Head(status, "application/json", padded.Length, []) + padded, After.Keep)
            : new Bytes(Head(status, "application/json", null, ["Connection: close"]) + padded, After.Close);
    }

    /// <summary>Carries the reply out.</summary>
    internal abstract Task<bool> ActAsync(Socket socket, CancellationToken cancellationToken);

    private static string Head(int status, string? type, int? length, string[] headers)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\n"));
        if (type is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\n");
        }

        if (length is not null && status != 204)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        }

        foreach (var header in headers)
        {
            head.Append(header).Append("\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    private enum After
    {
        Keep,
        Close,
        Hang,
    }

    private sealed record Bytes(string Text, After Next) : RawReply
    {
        internal override async Task<bool> ActAsync(Socket socket, CancellationToken cancellationToken)
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(Text), SocketFlags.None, cancellationToken);
            if (Next == After.Hang)
            {
                var rest = new byte[1];
                while (await socket.ReceiveAsync(rest, SocketFlags.None, cancellationToken) > 0) { }
            }

            return Next == After.Keep;
        }
    }

    private sealed record Closing(bool IsReset) : RawReply
    {
        internal override Task<bool> ActAsync(Socket socket, CancellationToken cancellationToken)
        {
            if (IsReset)
            {
                socket.LingerState = new LingerOption(true, 0);
            }

            return Task.FromResult(false);
        }
    }
}
