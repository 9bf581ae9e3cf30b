using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>Payments under limits, and what stands in their windows.</summary>
internal static class Payments
{
    internal static readonly DateOnly Today = new(2026, 3, 31);
    internal static readonly DateOnly Tomorrow = new(2026, 4, 1);

    private const string Holds =
        "from limit_hold h where h.subject = w.subject and h.period = w.period and h.start_day = w.start_day "
        + "and h.currency = w.currency and h.state =";

    /// <summary>Windows that say something else than the holds in them do: read in one statement, so as of one moment.</summary>
    internal const string Unbalanced =
        $"limit_window w where used <> (select coalesce(sum(amount_minor), 0) {Holds} 2) "
        + $"or held <> (select coalesce(sum(amount_minor), 0) {Holds} 1) "
        + $"or used_count <> (select count(*) {Holds} 2) or held_count <> (select count(*) {Holds} 1)";

    internal static WindowKey Day(string subject = "desk", DateOnly? day = null) =>
        new(subject, LimitPeriod.Day, day ?? Today, CurrencyCode.Usd);

    internal static WindowKey Month(string subject = "desk", DateOnly? day = null) =>
        new(subject, LimitPeriod.Month, new DateOnly((day ?? Today).Year, (day ?? Today).Month, 1), CurrencyCode.Usd);

    internal static WindowLimit[] Limits(long? cap, int? count = null, DateOnly? day = null, string subject = "desk") =>
        [new(Day(subject, day), cap, count), new(Month(subject, day), cap * 10, count * 10)];

    internal static Operation Of(long minor, string? key = null) =>
        Samples.Operation(
            key,
            new Transfer(AccountId.Parse("1001"), AccountId.Parse("1002"), new Money(minor, CurrencyCode.Usd), null)
        );

    /// <summary>One that waits for so many people.</summary>
    internal static Operation Pending(long minor, int needed = 1)
    {
        var asked = Of(minor) with
        {
            State = OperationState.PendingApproval,
            Attempt = 0,
            LeaseUntil = null,
            LeaseOwner = null,
        };
        return asked with { Approval = new Approval(asked.ParamsDigest, needed, 0, asked.CreatedAt.AddDays(1), null) };
    }

    internal static Operation Voted(this Operation pending, string person, bool approves = true) =>
        pending.Voted(VoteOf(pending, person, approves), "AUTHORIZATION_ERROR");

    internal static Vote VoteOf(Operation pending, string person, bool approves = true) =>
        new(person, approves, approves ? null : "not \"ours\" ✗", pending.CreatedAt.AddSeconds(5));

    internal static Task<bool> VoteAsync(
        this IOperationStore store,
        Operation pending,
        string person,
        bool approves = true
    )
    {
        var voted = pending.Voted(person, approves);
        return store.MoveAsync(
            new Move(pending, voted, Samples.EventOf(voted, AuditCode.ApprovalVote))
            {
                Vote = VoteOf(pending, person, approves),
            }
        );
    }

    internal static Task<bool> MoveAsync(this IOperationStore store, Operation from, Operation to) =>
        store.MoveAsync(new Move(from, to, Samples.EventOf(to, AuditCode.OperationOutcome)));

    internal static Operation Cancelled(this Operation waiting) =>
        waiting.Ended(OperationState.Cancelled, null, waiting.UpdatedAt.AddSeconds(1));

    internal static Operation Failed(this Operation dispatched) =>
        dispatched.After(Outcome.NotExecuted("INSUFFICIENT_FUNDS", "No."), dispatched.CreatedAt.AddSeconds(1));

    internal static Operation InDoubt(this Operation dispatched) =>
        dispatched.After(Outcome.Unknown(), dispatched.CreatedAt.AddSeconds(1));

    internal static Dispatch DispatchOf(Operation ready, params IReadOnlyList<WindowLimit> limits)
    {
        var leased = ready.Dispatched(2, "host:2", ready.UpdatedAt + Samples.Lease, ready.UpdatedAt.AddSeconds(1));
        return new Dispatch(ready, leased, Samples.EventOf(leased, AuditCode.OperationDispatch))
        {
            OversightVersion = StoreCalls.FirstVersion,
            Lease = Samples.Lease,
            Limits = limits,
        };
    }

    /// <summary>Claims it and answers how it is stored.</summary>
    internal static async Task<Operation> ClaimedAsync(
        this IOperationStore store,
        Operation operation,
        params IReadOnlyList<WindowLimit> limits
    ) => Assert.IsType<ClaimResult.Claimed>(await store.ClaimAsync(StoreCalls.IntentOf(operation, limits))).Operation;

    /// <summary>One that people have approved, with its holds.</summary>
    internal static async Task<Operation> ReadyAsync(
        this IOperationStore store,
        long minor,
        params IReadOnlyList<WindowLimit> limits
    )
    {
        var pending = await store.ClaimedAsync(Pending(minor), limits);
        Assert.True(await store.VoteAsync(pending, "ann"));
        return pending.Voted("ann");
    }

    internal static async Task<LimitWindow> WindowAsync(this IOperationStore store, WindowKey key) =>
        (await store.WindowsAsync([key], TestContext.Current.CancellationToken))[key];
}
