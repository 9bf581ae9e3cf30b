using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>
/// An exception as the log may show it: types and stack. Messages only of failures of the network and the disk, which
/// say what cannot be reached; any other message may quote an amount, a name or a token that was being read, or what a
/// peer sent that is no HTTP.
/// </summary>
internal static class LoggedFailure
{
    private const int DeepestCause = 8;

    public static string Describe(Exception failure)
    {
        var text = new StringBuilder();
        var depth = 0;
        for (var cause = failure; cause is not null && depth < DeepestCause; cause = cause.InnerException, depth++)
        {
            text.Append(depth == 0 ? "" : "\ncaused by ").Append(cause.GetType().FullName);
            if (SafeMessage(cause) is { } message)
            {
                text.Append(": ").Append(message);
            }

            if (cause.StackTrace is { } stack)
            {
                text.Append('\n').Append(stack);
            }
        }

        return text.ToString();
    }

    private static string? SafeMessage(Exception failure) =>
        failure switch
        {
            SocketException socket => socket.SocketErrorCode.ToString(),
            DbException { SqlState: { } state } => "SQLSTATE " + state,
            DbException database => string.Create(CultureInfo.InvariantCulture, $"error {database.ErrorCode}"),
            HttpIOException peer => peer.HttpRequestError.ToString(),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => nameof(
                HttpRequestError.InvalidResponse
            ),
            IOException or TimeoutException or HttpRequestException or AuthenticationException => failure.Message,
            _ => null,
        };
}
