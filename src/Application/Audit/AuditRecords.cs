using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit;

/// <summary>Writes the facts of the current call, and of an operation, into records.</summary>
public sealed class AuditRecords(CallContext context, TimeProvider time)
{
    public const string Allowed = "allowed";
    public const string Refused = "refused";

    /// <summary>A record of the current call.</summary>
    public AuditEvent OfCall(AuditCode code, string decision)
    {
        var call = context.Call;
        return new AuditEvent
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Code = code,
            RequestId = call.RequestId,
            OperationId = context.OperationId,
            TraceId = call.TraceId,
            Principal = call.Caller.Principal,
            Roles = call.Caller.Roles,
            Scopes = call.Caller.Scopes,
            TokenHash = call.Caller.TokenHash,
            SourceAddress = call.SourceAddress,
            ProtocolVersion = call.ProtocolVersion,
            ClientName = call.ClientName,
            ClientVersion = call.ClientVersion,
            Tool = call.Tool,
            ToolSchemaHash = call.ToolSchemaHash,
            Arguments = call.Arguments,
            Decision = decision,
            From = context.Account,
            BankTime = context.BankTime,
        };
    }

    /// <summary>A record of the current call's operation.</summary>
    public AuditEvent OfOperation(AuditCode code, Operation operation) =>
        OfCall(code, Allowed) with
        {
            OperationId = operation.Id,
            State = operation.State.WireName(),
            Sum = operation.Instruction.Sum,
            From = operation.Instruction.From,
            To = operation.Instruction.To,
            BackendSubject = operation.BackendIdentity.Subject,
            BackendTransactionId = operation.Outcome?.BackendTransactionId,
            ErrorCode = operation.Outcome?.ErrorCode,
            Attempt = operation.Attempt,
        };
}
