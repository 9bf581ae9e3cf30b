using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// One line and one count for every call that became one: which tool, how it ended, how long it took. Never what was
/// asked or answered.
/// </summary>
internal sealed partial class CallLog(CallStatistics statistics, TimeProvider time, ILogger<CallLog> log)
{
    public long Start() => time.GetTimestamp();

    /// <param name="exchange">The call's exchange.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="change">The receipt of a change; null for a read, which succeeded whatever it read.</param>
    /// <param name="started">What <see cref="Start"/> returned.</param>
    public void Answered(Exchange exchange, string tool, OperationReceipt? change, long started) =>
        Note(exchange, tool, change is null ? CallStatus.Success : StatusOf(change), started);

    public void Failed(Exchange exchange, string tool, ErrorAnswer error, Exception failure, long started)
    {
        if (failure is not AppException)
        {
            exchange.Refuse(AuditCode.CallFailed, "unexpected");
            LogFailure(failure, tool, exchange.RequestId);
        }

        Note(exchange, tool, StatusOf(error.Code), started);
    }

    /// <summary>What failed outside of any call.</summary>
    public void Unexpected(Exchange exchange, Exception failure) =>
        LogFailure(failure, exchange.Envelope?.Method ?? "http", exchange.RequestId);

    /// <summary>The caller went away: that is neither our failure nor the bank's.</summary>
    public void Cancelled(Exchange exchange, string tool, long started) =>
        Note(exchange, tool, CallStatus.Refused, started);

    private static CallStatus StatusOf(OperationReceipt receipt) =>
        receipt.Status switch
        {
            "pending_approval" or "approved" or "awaiting_bank" => CallStatus.Pending,
            "in_doubt" or "needs_operator" => CallStatus.InDoubt,
            _ => CallStatus.Success,
        };

    private static CallStatus StatusOf(string code) =>
        ErrorCodes.Faults.Contains(code, StringComparer.Ordinal) ? CallStatus.Error : CallStatus.Refused;

    private void Note(Exchange exchange, string tool, CallStatus status, long started)
    {
        var took = time.GetElapsedTime(started);
        statistics.Record(tool, status, took);
        LogCall(tool, NameOf(status), took.TotalMilliseconds, exchange.RequestId);
    }

    private static string NameOf(CallStatus status) =>
        status switch
        {
            CallStatus.Success => "success",
            CallStatus.Refused => "refused",
            CallStatus.Pending => "pending",
            CallStatus.InDoubt => "in_doubt",
            _ => "error",
        };

    [LoggerMessage(
        4001,
        LogLevel.Information,
        "tool_call: {Tool} {Status} in {DurationMs} ms, {RequestId}",
        EventName = "tool_call"
    )]
    private partial void LogCall(string tool, string status, double durationMs, string requestId);

    [LoggerMessage(
        4002,
        LogLevel.Error,
        "call_failed: {Tool} failed unexpectedly, {RequestId}",
        EventName = "call_failed"
    )]
    private partial void LogFailure(Exception failure, string tool, string requestId);
}
