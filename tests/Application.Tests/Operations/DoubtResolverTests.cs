using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Operations;

/// <summary>A doubt ends by looking, never by sending again.</summary>
public sealed class DoubtResolverTests
{
    [Fact]
    public async Task What_the_bank_shows_as_done_succeeds_without_another_sending()
    {
        await using var application = await DoubtedAsync();
        application.Bank.Look = operation => LookUp.Found(ScriptedBank.Done(operation));

        Assert.Equal(LookUpFinding.Found, await ProbeAsync(application));

        Assert.Equal(OperationState.Succeeded, application.Row.State);
        Assert.Single(application.Bank.Sent);
        var record = application.Trail.Records[^1];
        Assert.Equal(
            (AuditCode.OperationOutcome, "look-up: Found", AuditRecords.None),
            (record.Code, record.Reason, record.Decision)
        );
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());
        Assert.Equal(("succeeded", true, "12.50"), (receipt.Status, receipt.Replayed, receipt.Transaction!.Amount));
    }

    [Fact]
    public async Task What_the_bank_shows_as_failed_fails()
    {
        await using var application = await DoubtedAsync();
        application.Bank.Look = _ => LookUp.Found(Outcome.NotExecuted(ErrorCodes.InsufficientFunds, "Too little."));

        await ProbeAsync(application);

        Assert.Equal(OperationState.Failed, application.Row.State);
        Assert.All(application.Operations.Windows.Values, window => Assert.Equal((0, 0), (window.Held, window.Used)));
    }

    [Theory]
    [InlineData(LookUpFinding.Contradiction)]
    [InlineData(LookUpFinding.Impossible)]
    public async Task What_no_look_can_end_goes_to_people_with_its_hold(LookUpFinding finding)
    {
        await using var application = await DoubtedAsync();
        application.Bank.Look = _ => new LookUp(finding);

        await ProbeAsync(application);

        Assert.Equal(OperationState.NeedsOperator, application.Row.State);
        Assert.Equal(AuditCode.OperationNeedsOperator, application.Trail.Records[^1].Code);
        Assert.All(application.Operations.Windows.Values, window => Assert.Equal(1250, window.Held));
    }

    [Fact]
    public async Task A_look_that_was_not_answered_proves_nothing_and_leaves_no_record()
    {
        await using var application = await DoubtedAsync();
        application.Bank.Look = _ => LookUp.Unavailable;
        var records = application.Trail.Records.Count;

        for (var look = 0; look < 10; look++)
        {
            application.Clock.Advance(TimeSpan.FromMinutes(5));
            await ProbeAsync(application);
        }

        Assert.Equal(
            (OperationState.InDoubt, 10, 0),
            (application.Row.State, application.Row.ProbeCount, application.Row.AbsentCount)
        );
        Assert.Equal(records, application.Trail.Records.Count);
        Assert.True(application.Row.NextProbeAt > application.Clock.GetUtcNow());
    }

    /// <summary>Followed by its own schedule: it takes three looks, over the quiesce window, after the token's end.</summary>
    [Fact]
    public async Task That_the_bank_does_not_show_it_is_proof_only_by_three_looks_over_the_window()
    {
        await using var application = await DoubtedAsync();
        var looks = 0;
        while (application.Row.State == OperationState.InDoubt)
        {
            Assert.True(++looks < 100, "The doubt does not end.");
            var due = application.Row.NextProbeAt!.Value - application.Clock.GetUtcNow();
            application.Clock.Advance(due > TimeSpan.Zero ? due : TimeSpan.FromMilliseconds(1));
            await ProbeAsync(application);
        }

        Assert.Equal(
            (OperationState.Failed, DoubtRules.NothingMoved),
            (application.Row.State, application.Row.Outcome!.Message)
        );
        Assert.True(application.Row.AbsentCount + 1 >= DoubtRules.AbsencesNeeded);
        var quietAndWindow = TimeSpan.FromSeconds(35 + 5 + 60);
        Assert.InRange(
            application.Clock.GetUtcNow() - TestApplication.Start,
            quietAndWindow,
            quietAndWindow + TimeSpan.FromMinutes(5)
        );
        Assert.Single(application.Bank.Sent);
    }

    [Fact]
    public async Task Under_a_token_that_does_not_end_absence_is_for_people()
    {
        await using var application = await DoubtedAsync();
        application.Bank.AllTokensEnd = false;
        for (var look = 0; look < 5; look++)
        {
            application.Clock.Advance(TimeSpan.FromMinutes(5));
            await ProbeAsync(application);
            if (application.Row.State != OperationState.InDoubt)
            {
                break;
            }
        }

        Assert.Equal(OperationState.NeedsOperator, application.Row.State);
    }

    [Fact]
    public async Task Of_many_probers_one_looks()
    {
        await using var application = await DoubtedAsync();
        var doubted = application.Row;

        var findings = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Task.Run(() => ProbeAsync(application, doubted)))
        );

        Assert.Single(findings, finding => finding is not null);
        Assert.Equal(1, application.Bank.Looks);
    }

    /// <summary>Somebody else took the next fence while this one looked.</summary>
    [Fact]
    public async Task What_a_late_prober_saw_decides_nothing()
    {
        await using var application = await DoubtedAsync();
        application.Bank.Look = operation =>
        {
            application.Bank.Look = _ => LookUp.Found(Outcome.NotExecuted(ErrorCodes.LimitExceeded, "No."));
            ProbeAsync(application).GetAwaiter().GetResult();
            return LookUp.Found(ScriptedBank.Done(operation));
        };

        await ProbeAsync(application);

        Assert.Equal(OperationState.Failed, application.Row.State);
    }

    /// <summary>The prober keeps what people proposed meanwhile, and a proposal made while it looks fences it.</summary>
    [Fact]
    public async Task A_proposal_survives_the_looks()
    {
        await using var application = await DoubtedAsync();
        application.Clock.Advance(TimeSpan.FromMinutes(16));
        application.Bank.Look = _ =>
        {
            application
                .CallAsync(Known.Operator, new ProposeResolution(application.Row.Id, false, "A letter."))
                .GetAwaiter()
                .GetResult();
            return LookUp.Unavailable;
        };

        await ProbeAsync(application);
        application.Bank.Look = _ => LookUp.Unavailable;
        await ProbeAsync(application);

        Assert.Equal("A letter.", application.Row.Proposed!.Evidence);
    }

    [Fact]
    public async Task What_awaits_the_bank_is_looked_at_until_it_is_settled()
    {
        await using var application = await DoubtedAsync(OutcomeClass.Accepted);
        application.Bank.Look = operation =>
            LookUp.Found(
                application.Bank.Looks < 3
                    ? new Outcome(OutcomeClass.Accepted, null, null, "b-1", null)
                    : ScriptedBank.Done(operation)
            );

        for (var look = 0; look < 3; look++)
        {
            Assert.Equal(OperationState.AwaitingBackend, application.Row.State);
            await ProbeAsync(application);
        }

        Assert.Equal(OperationState.Succeeded, application.Row.State);
    }

    private static async Task<TestApplication> DoubtedAsync(OutcomeClass outcome = OutcomeClass.Unknown)
    {
        var application = new TestApplication().WithAccounts();
        application.Rules(Held.Rule);
        application.Bank.Answer = _ => Task.FromResult(new Outcome(outcome, null, null, null, null));
        await application.CallAsync(Known.Alice, Known.Transfer());
        return application;
    }

    private static Task<LookUpFinding?> ProbeAsync(TestApplication application, Operation? doubted = null) =>
        application.WorkAsync(
            (DoubtResolver resolver) => resolver.ProbeAsync(doubted ?? application.Row, 500, CancellationToken.None)
        );
}
