using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Operations;

/// <summary>Operations to start a test from.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset LeaseEnd = Start.AddSeconds(35);

    private static readonly Authority User = new("transaction:create", ["user"], null);

    public static Operation Dispatching() =>
        new()
        {
            Id = new OperationId(new Guid("0199c0de-0000-7000-8000-000000000002")),
            Principal = new Principal("issuer", "alice", null),
            KeyHash = "key",
            Fingerprint = "fingerprint",
            Tool = "withdraw_funds",
            Instruction = new Withdrawal(AccountId.Parse("1"), new Money(100, CurrencyCode.Usd), null),
            State = OperationState.Dispatching,
            BackendIdentity = new BackendIdentity("alice", IsStaff: false),
            BackendKey = "fm1-key",
            BackendBody = "{}",
            Authority = User,
            Attempt = 1,
            Fence = 1,
            LeaseUntil = LeaseEnd,
            LeaseOwner = "server",
            CreatedAt = Start,
            UpdatedAt = Start,
        };

    /// <summary>In doubt since its lease ended.</summary>
    public static Operation InDoubt() => Dispatching().After(Outcome.Unknown(), LeaseEnd);

    public static Operation Pending(int needed)
    {
        var operation = Dispatching() with
        {
            State = OperationState.PendingApproval,
            Attempt = 0,
            LeaseUntil = null,
            LeaseOwner = null,
        };
        return operation with { Approval = new Approval(operation.ParamsDigest, needed, 0, Start.AddHours(24), null) };
    }

    public static Vote Yes(string person) => new(person, Approves: true, null, Start.AddMinutes(1));

    public static Vote No(string person) => new(person, Approves: false, "no", Start.AddMinutes(1));
}
