using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;
using Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Audit;

/// <summary>One real transfer, held, approved, carried out at the stand-in bank, asked for again, and reversed.</summary>
public sealed class OperationTimelineTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_approved_transfers_timeline_tells_all_of_it_in_order_and_who_looked()
    {
        var agent = new RawAgent(server, Tokens.ForAgent("frank", "financial_officer"));
        var id = await HoldAsync(agent);
        await ApproveAsync(id);
        var transaction = await SettledAsync(agent, id);
        await agent.CallAsync("transfer_funds", Transfer());
        await agent.CallAsync(
            "reverse_transaction",
            new JsonObject
            {
                ["transaction_id"] = transaction,
                ["reason"] = "Sent twice.",
                ["idempotency_key"] = "timeline-reversal-1",
            }
        );
        var request = new GetOperationTimeline(id);
        await AskAsync("oskar", StaffPermissions.Operator, request);

        var timeline = await AskAsync("paula", StaffPermissions.Approver, request);

        // It was asked about all the while.
        var kinds = timeline.Events.Select(one => one.Kind).Where(kind => kind != TimelineKind.Inquiry).ToList();
        Assert.Contains(timeline.Events, one => one.Kind == TimelineKind.Inquiry);
        Assert.Equal(
            [
                TimelineKind.Request,
                TimelineKind.Decision,
                TimelineKind.Vote,
                TimelineKind.Dispatch,
                TimelineKind.Attempt,
                TimelineKind.BankAnswer,
                TimelineKind.Outcome,
                TimelineKind.Retry,
                TimelineKind.Reversal,
                TimelineKind.Look,
            ],
            kinds.Distinct().OrderBy(kinds.IndexOf)
        );
        Assert.Equal("succeeded", timeline.State);
        Assert.True(timeline.IsWhole);
        Assert.Null(timeline.Balances);
        Assert.Equal("held", Of(timeline, TimelineKind.Decision).Record!.Rule);
        Assert.Equal(
            ("paula", true),
            (Of(timeline, TimelineKind.Vote).Record!.Subject, Of(timeline, TimelineKind.Vote).Approves)
        );
        Assert.Equal(transaction, Of(timeline, TimelineKind.Outcome).Record!.BackendTransactionId);
        Assert.Equal("reverse_transaction", Of(timeline, TimelineKind.Reversal).Record!.Tool);
        Assert.Equal("oskar", Of(timeline, TimelineKind.Look).Record!.Subject);
        Assert.True(Of(timeline, TimelineKind.BankAnswer).Attempt!.HttpStatus is 200 or 201);
        Assert.All(timeline.Events, one => Assert.NotEqual("1006", one.Record?.To));
    }

    [Fact]
    public async Task An_approver_sees_no_operation_that_people_do_not_decide_on()
    {
        var agent = new RawAgent(server, Tokens.ForAgent("alice", "user"));
        var receipt = await agent.CallAsync(
            "transfer_funds",
            Transfer(from: "1001", to: "1003", key: "timeline-of-alice-1")
        );
        Assert.True(OperationId.TryParse(receipt.Structured.GetProperty("operation_id").GetString(), out var id));
        var request = new GetOperationTimeline(id);

        var refused = await Assert.ThrowsAsync<AppException>(() =>
            AskAsync("paula", StaffPermissions.Approver, request)
        );

        Assert.Equal(ErrorCodes.OperationNotFound, refused.Code);
        Assert.NotEmpty((await AskAsync("oskar", StaffPermissions.Operator, request)).Events);
    }

    [Fact]
    public async Task A_corrections_timeline_tells_the_balance_before_and_after_once_it_was_made()
    {
        var agent = new RawAgent(server, Tokens.ForAgent("frank", "financial_officer"));
        var account = new JsonObject { ["account_id"] = "1001" };
        var before = await BalanceAsync();
        var receipt = await agent.CallAsync(
            "update_account_balance",
            new JsonObject
            {
                ["account_id"] = "1001",
                ["expected_balance"] = before,
                ["new_balance"] = "321.09",
                ["reason"] = "counted anew",
                ["idempotency_key"] = "timeline-correction-1",
            }
        );
        Assert.True(OperationId.TryParse(receipt.Structured.GetProperty("operation_id").GetString(), out var id));
        var request = new GetOperationTimeline(id);
        Assert.Null((await AskAsync("oskar", StaffPermissions.Operator, request)).Balances);
        await ApproveAsync(id);

        await Eventually.TrueAsync(
            async () => await BalanceAsync() == "321.09",
            Patience,
            "the approved correction is made"
        );

        OperationBalances? told = null;
        await Eventually.TrueAsync(
            async () => (told = (await AskAsync("oskar", StaffPermissions.Operator, request)).Balances) is not null,
            Patience,
            "the timeline tells the balances"
        );
        Assert.Equal(new OperationBalances(before, "321.09"), told);

        async Task<string> BalanceAsync() =>
            (await agent.CallAsync("get_account_balance", account.DeepClone().AsObject()))
                .Structured.GetProperty("balance")
                .GetString()!;
    }

    private static TimelineEvent Of(OperationTimeline timeline, TimelineKind kind) =>
        timeline.Events.First(one => one.Kind == kind);

    private static JsonObject Transfer(
        string from = "1001",
        string to = TestPolicy.HeldCounterparty,
        string key = "timeline-transfer-1"
    ) =>
        new()
        {
            ["from_account_id"] = from,
            ["to_account_id"] = to,
            ["amount"] = "12.50",
            ["idempotency_key"] = key,
        };

    private static async Task<OperationId> HoldAsync(RawAgent agent)
    {
        var receipt = await agent.CallAsync("transfer_funds", Transfer());
        Assert.Equal("pending_approval", receipt.Structured.GetProperty("status").GetString());
        Assert.True(OperationId.TryParse(receipt.Structured.GetProperty("operation_id").GetString(), out var id));
        return id;
    }

    private async Task ApproveAsync(OperationId id)
    {
        ApproverSubject[] names = [new("admin", "paula-at-the-bank")];
        await AskAsync("adam", StaffPermissions.Admin, new ProposeApprover("paula", names, "votes"));
        await AskAsync("ada", StaffPermissions.Admin, new ConfirmApprover("paula", names));
        var waiting = await AskAsync("paula", StaffPermissions.Approver, new ListApprovals());
        var held = waiting.Operations.Single(one => one.OperationId == id);
        await AskAsync("paula", StaffPermissions.Approver, new CastVote(id, held.Digest, Approves: true, Reason: null));
    }

    /// <summary>The bank's transaction, once the payment is made.</summary>
    private static async Task<string> SettledAsync(RawAgent agent, OperationId id)
    {
        string? transaction = null;
        await Eventually.TrueAsync(
            async () =>
            {
                var answer = await agent.CallAsync(
                    "get_operation",
                    new JsonObject { ["operation_id"] = id.ToString() }
                );
                if (answer.Structured.GetProperty("status").GetString() != "succeeded")
                {
                    return false;
                }

                transaction = answer.Structured.GetProperty("transaction").GetProperty("transaction_id").GetString();
                return true;
            },
            Patience,
            "the approved transfer is made"
        );
        return transaction!;
    }

    private async Task<T> AskAsync<T>(string person, string role, IRequest<T> request)
    {
        await using var scope = server.Services.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = new Caller
                    {
                        Principal = new Principal("admin", person, null),
                        Roles = new HashSet<string>(StringComparer.Ordinal) { role },
                        BackendSubject = person,
                        IsPerson = true,
                    },
                    RequestId = $"people-{Guid.CreateVersion7():N}",
                    Tool = "people",
                    Arguments = "{}",
                    PresentAt = TimeProvider.System.GetUtcNow(),
                }
            );
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
    }
}
