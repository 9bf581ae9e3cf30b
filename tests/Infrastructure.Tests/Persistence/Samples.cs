using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence.Rows;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>Operations and records as the application makes them.</summary>
internal static class Samples
{
    private static readonly AuditRows Rows = new(
        AuditKeys.Load(new AuditOptions { Directory = StoreHost.Keys.Path }),
        ServerInstance.OfThisProcess(),
        TimeProvider.System
    );

    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(35);

    /// <summary>A lease that is over before anybody can look: recovery finds its operation at once.</summary>
    internal static readonly TimeSpan NoLease = TimeSpan.FromSeconds(-1);

    internal static Operation Operation(string? key = null, BankInstruction? instruction = null)
    {
        // Whole microseconds, which both databases keep.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        key ??= Guid.CreateVersion7().ToString("N");
        return new Operation
        {
            Id = OperationId.New(TimeProvider.System),
            Principal = new Principal("https://issuer.test", "agent-7", "desk"),
            KeyHash = Digest.Of("idempotency-key", key),
            Fingerprint = Digest.Of("transfer_funds", "{}"),
            Tool = "transfer_funds",
            Instruction = instruction ?? Transfer("12.50"),
            State = OperationState.Dispatching,
            BackendIdentity = new BackendIdentity("alice", IsStaff: false),
            BackendKey = $"fm1-{key}",
            BackendBody = """{"amount":12.50}""",
            Authority = new Authority("transaction:create", ["user"], ["money:move"]),
            PolicyVersion = 1,
            LeaseOwner = "host:1",
            Attempt = 1,
            Fence = 1,
            LeaseUntil = now + Lease,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    internal static Transfer Transfer(string amount)
    {
        Assert.True(Amount.Parse(amount).TryIn(CurrencyCode.Usd, out var sum));
        return new Transfer(AccountId.Parse("9007199254740993"), AccountId.Parse("1002"), sum, "Rent ✓ 🏠");
    }

    internal static AuditEvent Event(AuditCode code = AuditCode.CallAnswered) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Code = code,
            RequestId = $"req-{Guid.CreateVersion7():N}",
            Principal = new Principal("https://issuer.test", "agent-7", null),
            Roles = ["user"],
            Tool = "get_account",
            Decision = AuditRecords.Allowed,
            Arguments = """{"account_id":"1001"}""",
            Duration = TimeSpan.FromMilliseconds(12.5),
        };

    /// <summary>A record as the stores write it.</summary>
    internal static AuditEventRow RowOf(AuditEvent record) => Rows.Of(record);

    internal static AuditEvent EventOf(Operation operation, AuditCode code = AuditCode.OperationIntent) =>
        Event(code) with
        {
            OperationId = operation.Id,
            Tool = operation.Tool,
            State = operation.State.WireName(),
            Sum = operation.Instruction.Sum,
            From = operation.Instruction.From,
            To = operation.Instruction.To,
            Attempt = operation.Attempt,
        };

    internal static Attempt Attempt(Operation dispatched) =>
        new(
            dispatched.Attempt,
            dispatched.Fence,
            dispatched.CreatedAt,
            dispatched.CreatedAt.AddMilliseconds(40),
            BytesSent: true,
            201,
            null,
            Digest.Of("answer")
        );

    internal static Operation Succeeded(Operation dispatched) =>
        dispatched.After(
            Outcome.Succeeded("0193c0de-0000-7000-8000-000000000001", """{"transaction":null,"account":null}"""),
            dispatched.CreatedAt.AddMilliseconds(50)
        );
}
