using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit;

/// <summary>Writes the facts of the current call, and of an operation, into records.</summary>
public sealed class AuditRecords(CallContext context, TimeProvider time)
{
    public const string Allowed = "allowed";
    public const string Refused = "refused";
    public const string None = "none";

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
            StoreTime = context.StoreTime,
        };
    }

    /// <summary>A record of an operation: of the current call's, or, where no call is behind it, of the server's own doing.</summary>
    public AuditEvent OfOperation(AuditCode code, Operation operation) =>
        (context.HasBegun ? OfCall(code, Allowed) : OfServer(code, operation)) with
        {
            OperationId = operation.Id,
            KeyHash = operation.KeyHash,
            State = operation.State.WireName(),
            Sum = operation.Instruction.Sum,
            From = operation.Instruction.From,
            To = operation.Instruction.To,
            BackendSubject = operation.BackendIdentity.Subject,
            BackendTransactionId = operation.Outcome?.BackendTransactionId,
            ErrorCode = operation.Outcome?.ErrorCode,
            Attempt = operation.Attempt,
            PolicyVersion = operation.PolicyVersion,
        };

    /// <summary>No call is behind it: the principal is the operation's, and nobody decided anything.</summary>
    private AuditEvent OfServer(AuditCode code, Operation operation) =>
        new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Code = code,
            RequestId = $"server-{operation.Id}",
            Principal = operation.Principal,
            Tool = operation.Tool,
            Decision = None,
            BankTime = context.BankTime,
            StoreTime = context.StoreTime,
        };
}
