using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>An operation as it is stored: the shape of the table, and what the writers send.</summary>
internal sealed class OperationRow
{
    public required Guid Id { get; init; }
    public required string PrincipalKey { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public string? ActingParty { get; init; }
    public required string KeyHash { get; init; }
    public required string Fingerprint { get; init; }
    public required string Tool { get; init; }
    public required string Instruction { get; init; }
    public long? AmountMinor { get; init; }
    public string? Currency { get; init; }
    public long? FromAccount { get; init; }
    public long? ToAccount { get; init; }
    public required short State { get; init; }
    public required string BackendSubject { get; init; }
    public required bool BackendIsStaff { get; init; }
    public required string BackendKey { get; init; }
    public required string BackendBody { get; init; }
    public required string Authority { get; init; }
    public string? Twin { get; init; }
    public int? PolicyVersion { get; init; }
    public required int Attempt { get; init; }
    public required long Fence { get; init; }
    public DateTimeOffset? LeaseUntil { get; init; }
    public string? LeaseOwner { get; init; }
    public DateTimeOffset? SentUntil { get; init; }
    public DateTimeOffset? DoubtSince { get; init; }
    public DateTimeOffset? NextProbeAt { get; init; }
    public int ProbeCount { get; init; }
    public DateTimeOffset? AbsentSince { get; init; }
    public int AbsentCount { get; init; }
    public string? ApprovalDigest { get; init; }
    public int? ApprovalsNeeded { get; init; }
    public int? ApprovalsGiven { get; init; }
    public DateTimeOffset? ApprovalExpiresAt { get; init; }
    public DateTimeOffset? ApprovalConsumedAt { get; init; }

    /// <summary>The proposed resolution, as JSON.</summary>
    public string? Proposed { get; init; }
    public short? OutcomeClass { get; init; }
    public string? OutcomeCode { get; init; }
    public string? OutcomeMessage { get; init; }
    public string? BackendTransactionId { get; init; }
    public string? Result { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    internal static OperationRow Of(Operation operation) =>
        new()
        {
            Id = operation.Id.Value,
            PrincipalKey = operation.Principal.Key,
            Issuer = StoredText.Exact(operation.Principal.Issuer),
            Subject = StoredText.Exact(operation.Principal.Subject),
            ActingParty = Exact(operation.Principal.ActingParty),
            KeyHash = StoredText.Exact(operation.KeyHash),
            Fingerprint = StoredText.Exact(operation.Fingerprint),
            Tool = StoredText.Exact(operation.Tool),
            Instruction = StoredText.Exact(JsonSerializer.Serialize(operation.Instruction, WireJson.Options)),
            AmountMinor = operation.Instruction.Sum?.Minor,
            Currency = operation.Instruction.Sum?.Currency.ToString(),
            FromAccount = operation.Instruction.From?.Value,
            ToAccount = operation.Instruction.To?.Value,
            State = (short)operation.State,
            BackendSubject = StoredText.Exact(operation.BackendIdentity.Subject),
            BackendIsStaff = operation.BackendIdentity.IsStaff,
            BackendKey = StoredText.Exact(operation.BackendKey),
            BackendBody = StoredText.Exact(operation.BackendBody),
            Authority = StoredText.Exact(JsonSerializer.Serialize(operation.Authority, WireJson.Options)),
            Twin = operation.Twin,
            PolicyVersion = operation.PolicyVersion,
            Attempt = operation.Attempt,
            Fence = operation.Fence,
            LeaseUntil = operation.LeaseUntil,
            LeaseOwner = Exact(operation.LeaseOwner),
            SentUntil = operation.SentUntil,
            DoubtSince = operation.DoubtSince,
            NextProbeAt = operation.NextProbeAt,
            ProbeCount = operation.ProbeCount,
            AbsentSince = operation.AbsentSince,
            AbsentCount = operation.AbsentCount,
            ApprovalDigest = operation.Approval?.Digest,
            ApprovalsNeeded = operation.Approval?.Needed,
            ApprovalsGiven = operation.Approval?.Given,
            ApprovalExpiresAt = operation.Approval?.ExpiresAt,
            ApprovalConsumedAt = operation.Approval?.ConsumedAt,
            Proposed = operation.Proposed is { } proposed
                ? StoredText.Exact(JsonSerializer.Serialize(proposed, WireJson.Options))
                : null,
            OutcomeClass = (short?)operation.Outcome?.Class,
            OutcomeCode = Exact(operation.Outcome?.ErrorCode),
            OutcomeMessage = Exact(operation.Outcome?.Message),
            BackendTransactionId = Exact(operation.Outcome?.BackendTransactionId),
            Result = Exact(operation.Outcome?.Result),
            CreatedAt = operation.CreatedAt,
            UpdatedAt = operation.UpdatedAt,
        };

    private static string? Exact(string? text) => text is null ? null : StoredText.Exact(text);
}
