using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// The record of an exchange that no use case recorded: a list, a handshake, an unknown tool, a message that was refused.
/// </summary>
internal sealed class ExchangeRecord(Exchange exchange, CallContext context, AuditRecords records, IAuditStore audit)
{
    private const string Undecided = "none";

    /// <summary>Commits it, unless there is a record already. Throws <see cref="Application.StoreUnavailableException"/>.</summary>
    /// <param name="status">The answer's HTTP status.</param>
    public async Task CommitAsync(int status)
    {
        if (context.IsRecorded || exchange.IsAuditLost)
        {
            return;
        }

        if (!exchange.HasBegun)
        {
            var envelope = exchange.Envelope;
            exchange.Begin(
                envelope?.Tool ?? (envelope?.Method is { Length: > 0 } method ? ArgumentRecord.NameOf(method) : "http"),
                envelope?.Arguments ?? ArgumentRecord.None
            );
        }

        var verdict =
            exchange.Verdict == AuditCode.CallAnswered && status >= StatusCodes.Status400BadRequest
                ? AuditCode.RequestMalformed
                : exchange.Verdict;
        var decision = verdict switch
        {
            AuditCode.CallAnswered => AuditRecords.Allowed,
            AuditCode.CallCancelled => Undecided,
            _ => AuditRecords.Refused,
        };
        await audit.AppendAsync(
            records.OfCall(verdict, decision) with
            {
                Reason = exchange.Reason,
                ErrorCode = exchange.ErrorCode,
                Duration = exchange.Elapsed,
            }
        );
        context.IsRecorded = true;
    }
}
