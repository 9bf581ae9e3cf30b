using System.Text.Json;
using FinancialMcp.Application.Audit;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>What has to be known of messages that the SDK refuses by itself.</summary>
internal static class MessageFilters
{
    public const string UnreadableParameters = "params: A member does not have the form that the protocol gives it.";

    /// <summary>
    /// Parameters that the SDK cannot read are the caller's fault, and are answered as such. Anything else that is thrown
    /// is ours: logged here, once, and shown by its request id alone.
    /// </summary>
    public static McpMessageHandler Incoming(McpMessageHandler next) =>
        async (message, cancellationToken) =>
        {
            try
            {
                await next(message, cancellationToken);
            }
            catch (JsonException) when (message.JsonRpcMessage is JsonRpcRequest)
            {
                throw ExchangeOf(message).Failure(McpErrorCode.InvalidParams, UnreadableParameters);
            }
            catch (Exception failure) when (failure is not McpException && !IsCallersLeave(failure, cancellationToken))
            {
                var exchange = ExchangeOf(message);
                message.Services!.GetRequiredService<CallLog>().Unexpected(exchange, failure);
                exchange.Refuse(AuditCode.CallFailed, "unexpected");
                throw exchange.Failure(McpErrorCode.InternalError, ErrorAnswer.Unexpected);
            }
        };

    /// <summary>An error that leaves without a verdict of ours was a refusal by the protocol.</summary>
    public static McpMessageHandler Outgoing(McpMessageHandler next) =>
        (message, cancellationToken) =>
        {
            if (message.JsonRpcMessage is JsonRpcError { Error: { Code: var code } error })
            {
                var exchange = ExchangeOf(message);
                error.Data ??= JsonSerializer.SerializeToElement(
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["request_id"] = exchange.RequestId }
                );
                if (exchange.Verdict == AuditCode.CallAnswered)
                {
                    exchange.Refuse(
                        code == (int)McpErrorCode.InternalError ? AuditCode.CallFailed : AuditCode.RequestMalformed,
                        "protocol"
                    );
                }
            }

            return next(message, cancellationToken);
        };

    private static bool IsCallersLeave(Exception failure, CancellationToken cancellationToken) =>
        failure is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private static Exchange ExchangeOf(MessageContext message) => message.Services!.GetRequiredService<Exchange>();
}
