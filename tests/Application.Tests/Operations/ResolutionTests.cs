using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Operations;

/// <summary>How people end what no look can end.</summary>
public sealed class ResolutionTests
{
    private const string Transaction = "0199c0de-0000-7000-8000-0000000000AA";

    [Fact]
    public async Task A_doubt_is_for_people_after_a_quarter_of_an_hour_and_not_before()
    {
        await using var application = await DoubtedAsync(OutcomeClass.Unknown);

        application.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Empty(await application.CallAsync(Known.Operator, new ListDoubts()));
        var early = await application.RefusedAsync(Known.Operator, Propose(application, true, Transaction));
        application.Clock.Advance(TimeSpan.FromSeconds(1));
        var doubt = Assert.Single(await application.CallAsync(Known.Operator, new ListDoubts()));

        Assert.Contains("still finding out", early.Message, StringComparison.Ordinal);
        var row = application.Row;
        Assert.Equal((row.Id, "in_doubt", TestApplication.Start), (doubt.OperationId, doubt.Status, doubt.Since));
        Assert.Equal(
            (row.BackendBody, row.BackendKey, "alice"),
            (doubt.RequestBody, doubt.BackendKey, doubt.BackendSubject)
        );
        Assert.Equal("timeout", Assert.Single(doubt.Attempts).ErrorClass);
        Assert.Null(doubt.Proposed);
    }

    [Theory]
    [InlineData(OutcomeClass.NeedsOperator, 0)]
    [InlineData(OutcomeClass.Accepted, 16)]
    public async Task What_needs_an_operator_is_shown_at_once_and_what_the_bank_does_not_settle_after_a_while(
        OutcomeClass outcome,
        int minutes
    )
    {
        await using var application = await DoubtedAsync(outcome);

        var early = await application.CallAsync(Known.Auditor, new ListDoubts());
        Assert.Equal(minutes == 0 ? 1 : 0, early.Count);
        Assert.All(early, doubt => Assert.Equal(TestApplication.Start, doubt.Since));
        application.Clock.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Single(await application.CallAsync(Known.Auditor, new ListDoubts()));
    }

    [Fact]
    public async Task That_it_happened_is_proposed_by_one_and_confirmed_by_another_with_the_banks_transaction()
    {
        await using var application = await DoubtedAsync(OutcomeClass.NeedsOperator);
        application.Rules(Held.Rule);
        var proposal = await application.CallAsync(Known.Operator, Propose(application, true, Transaction));

        var resolved = await application.CallAsync(Known.Approver, Confirm(application, proposal));

        Assert.Equal("succeeded", resolved.Status);
        var row = application.Row;
        Assert.Equal(
            (OperationState.Succeeded, Transaction.ToLowerInvariant()),
            (row.State, row.Outcome!.BackendTransactionId)
        );
        Assert.Equal("oskar", row.Proposed!.By);
        var (proposed, confirmed) = (application.Trail.Records[^2], application.Trail.Records[^1]);
        Assert.Equal(
            (AuditCode.ResolutionProposed, "oskar", AuditCode.ResolutionConfirmed, "paula"),
            (proposed.Code, proposed.Principal!.Subject, confirmed.Code, confirmed.Principal!.Subject)
        );
        Assert.Contains(Transaction.ToLowerInvariant(), confirmed.Reason, StringComparison.Ordinal);
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());
        Assert.Equal(("succeeded", true), (receipt.Status, receipt.Replayed));
        Assert.Single(application.Bank.Sent);
    }

    [Fact]
    public async Task That_it_did_not_happen_gives_the_hold_back_and_the_agent_may_use_a_new_key()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(Held.Rule);
        application.Bank.Answer = _ => Task.FromResult(Outcome.Unknown());
        await application.CallAsync(Known.Alice, Known.Transfer());
        application.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.All(application.Operations.Windows.Values, window => Assert.Equal(1250, window.Held));
        var proposal = await application.CallAsync(Known.Operator, Propose(application, false, "Letter 7 of the bank"));

        await application.CallAsync(Known.Approver, Confirm(application, proposal));

        Assert.Equal(OperationState.Failed, application.Row.State);
        Assert.All(application.Operations.Windows.Values, window => Assert.Equal((0, 0), (window.Held, window.Used)));
        var told = await application.RefusedAsync(Known.Alice, Known.Transfer());
        Assert.Equal((ErrorCodes.ServiceUnavailable, Retry.NewKey), (told.Code, told.Retry));
    }

    [Fact]
    public async Task Nobody_confirms_the_own_proposal()
    {
        await using var application = await DoubtedAsync(OutcomeClass.NeedsOperator);
        var both = Known.Person("both", "operator", "approver");
        var proposal = await application.CallAsync(both, Propose(application, true, Transaction));

        var refused = await application.RefusedAsync(both, Confirm(application, proposal));

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Equal(OperationState.NeedsOperator, application.Row.State);
    }

    [Fact]
    public async Task A_proposal_that_was_changed_is_not_confirmed_by_accident()
    {
        await using var application = await DoubtedAsync(OutcomeClass.NeedsOperator);
        var seen = await application.CallAsync(Known.Operator, Propose(application, true, Transaction));
        await application.CallAsync(Known.OtherOperator, Propose(application, false, "A letter."));

        var changed = await application.RefusedAsync(Known.Approver, Confirm(application, seen));

        Assert.Equal(ErrorCodes.ValidationError, changed.Code);
        Assert.Contains("Something else is proposed", changed.Message, StringComparison.Ordinal);
        Assert.Equal(OperationState.NeedsOperator, application.Row.State);
    }

    /// <summary>The proposal is changed between reading and writing.</summary>
    [Fact]
    public async Task A_proposal_that_changes_at_that_moment_is_not_confirmed_either()
    {
        await using var application = await DoubtedAsync(OutcomeClass.NeedsOperator);
        var seen = await application.CallAsync(Known.Operator, Propose(application, true, Transaction));
        application.Operations.BeforeMove = () =>
            application
                .CallAsync(Known.OtherOperator, Propose(application, false, "A letter."))
                .GetAwaiter()
                .GetResult();

        await application.RefusedAsync(Known.Approver, Confirm(application, seen));

        Assert.Equal(
            (OperationState.NeedsOperator, false),
            (application.Row.State, application.Row.Proposed!.Happened)
        );
    }

    [Fact]
    public async Task Without_a_proposal_there_is_nothing_to_confirm_and_what_is_known_takes_none()
    {
        await using var application = await DoubtedAsync(OutcomeClass.NeedsOperator);
        var early = await application.RefusedAsync(
            Known.Approver,
            new ConfirmResolution(application.Row.Id, true, Transaction)
        );
        var proposal = await application.CallAsync(Known.Operator, Propose(application, true, Transaction));
        await application.CallAsync(Known.Approver, Confirm(application, proposal));

        var late = await application.RefusedAsync(Known.Operator, Propose(application, false, "A letter."));
        var again = await application.RefusedAsync(Known.Approver, Confirm(application, proposal));
        var unknown = await application.RefusedAsync(
            Known.Operator,
            new ProposeResolution(OperationId.New(application.Clock), true, Transaction)
        );

        Assert.Contains("Nobody has proposed", early.Message, StringComparison.Ordinal);
        Assert.All(
            [late, again],
            refused => Assert.Contains("nothing is left", refused.Message, StringComparison.Ordinal)
        );
        Assert.Equal(ErrorCodes.OperationNotFound, unknown.Code);
    }

    [Theory]
    [InlineData(true, "the clerk said so", false)]
    [InlineData(true, Transaction, true)]
    [InlineData(false, "", false)]
    [InlineData(false, "zero\u200bwidth", false)]
    [InlineData(false, "the clerk wrote so", true)]
    public async Task Evidence_is_a_transaction_or_a_statement(bool happened, string evidence, bool isValid)
    {
        await using var application = await DoubtedAsync(OutcomeClass.NeedsOperator);

        if (isValid)
        {
            await application.CallAsync(Known.Operator, Propose(application, happened, evidence));
        }
        else
        {
            await application.InvalidAsync(Known.Operator, Propose(application, happened, evidence), "evidence");
            Assert.Null(application.Row.Proposed);
        }
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public async Task Evidence_has_at_most_500_characters(int length, bool isValid)
    {
        await using var application = await DoubtedAsync(OutcomeClass.NeedsOperator);
        var request = Propose(application, false, new string('e', length));

        if (isValid)
        {
            await application.CallAsync(Known.Operator, request);
        }
        else
        {
            await application.InvalidAsync(Known.Operator, request, "evidence");
        }
    }

    /// <summary>Opening an account makes no transaction: there a statement of the bank is all there is.</summary>
    [Fact]
    public async Task What_makes_no_transaction_is_shown_by_a_statement()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => Task.FromResult(Outcome.ForPeople(null));
        await application.CallAsync(
            Known.Officer,
            new Application.Accounts.SetAccountStatus(
                Known.AliceChecking,
                Application.Accounts.SettableStatus.Frozen,
                "r",
                Known.Key()
            )
        );

        var proposal = await application.CallAsync(Known.Operator, Propose(application, true, "Letter 8 of the bank"));
        await application.CallAsync(Known.Approver, Confirm(application, proposal));

        Assert.Equal(
            (OperationState.Succeeded, null),
            (application.Row.State, application.Row.Outcome!.BackendTransactionId)
        );
    }

    private static async Task<TestApplication> DoubtedAsync(OutcomeClass outcome)
    {
        var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => Task.FromResult(new Outcome(outcome, null, null, null, null));
        await application.CallAsync(Known.Alice, Known.Transfer());
        application.Bank.Answer = operation => Task.FromResult(ScriptedBank.Done(operation));
        return application;
    }

    private static ProposeResolution Propose(TestApplication application, bool happened, string evidence) =>
        new(application.Row.Id, happened, evidence);

    private static ConfirmResolution Confirm(TestApplication application, Resolution proposal) =>
        new(application.Row.Id, proposal.Happened, proposal.Evidence);
}
