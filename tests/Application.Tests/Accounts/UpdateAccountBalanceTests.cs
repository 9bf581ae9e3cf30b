using FinancialMcp.Application.Accounts;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Accounts;

public sealed class UpdateAccountBalanceTests
{
    private static readonly UpdateAccountBalance Correct = new(
        Known.AliceChecking,
        Amount.Parse("1000.50"),
        Amount.Parse("1000"),
        "Booked twice.",
        Known.Key()
    );

    [Fact]
    public async Task It_is_off_until_a_rule_names_it()
    {
        await using var application = Held.Application();

        var refused = await application.RefusedAsync(Known.Officer, Correct);

        Assert.Equal(ErrorCodes.ToolDisabled, refused.Code);
        Assert.Empty(application.Operations.Rows);
    }

    [Fact]
    public async Task It_always_waits_for_a_person_and_then_says_exactly_what_changes()
    {
        await using var application = On();

        var receipt = await application.CallAsync(Known.Officer, Correct);
        await application.VoteAsync(Known.Approver, application.Row);
        var done = await application.CarryOutAsync(application.Row);

        Assert.Equal(("pending_approval", "0.50", 1), (receipt.Status, receipt.Amount, receipt.Approval!.Needed));
        Assert.Equal(OperationState.Succeeded, done.State);
        Assert.Equal(
            new CorrectBalance(
                Known.AliceChecking,
                new Money(100_000, CurrencyCode.Usd),
                new Money(100_050, CurrencyCode.Usd),
                AccountType.Checking,
                "alice",
                null,
                null,
                "Booked twice."
            ),
            Assert.Single(application.Bank.Sent).Instruction
        );
    }

    [Fact]
    public async Task If_the_balance_is_another_by_then_nothing_is_sent()
    {
        await using var application = On();
        await application.CallAsync(Known.Officer, Correct);
        await application.VoteAsync(Known.Approver, application.Row);
        application.Change(
            Known.AliceChecking,
            account => account with { Balance = new Money(99_999, CurrencyCode.Usd) }
        );

        var failed = await application.CarryOutAsync(application.Row);

        Assert.Equal((OperationState.Failed, ErrorCodes.ValidationError), (failed.State, failed.Outcome!.ErrorCode));
        Assert.Equal(failed, application.Row);
        Assert.Empty(application.Bank.Sent);
        var attempts = await application.Operations.AttemptsAsync(failed.Id, CancellationToken.None);
        Assert.Equal((false, "not_sent"), (Assert.Single(attempts).BytesSent, attempts[0].ErrorClass));
        Assert.All(application.Operations.Windows.Values, window => Assert.Equal((0, 0), (window.Held, window.Used)));
    }

    [Fact]
    public async Task It_is_asked_for_with_the_balance_that_is_there()
    {
        await using var application = On();

        await application.InvalidAsync(
            Known.Officer,
            Correct with
            {
                ExpectedBalance = Amount.Parse("999.99"),
            },
            "expected_balance"
        );
        await application.InvalidAsync(
            Known.Officer,
            Correct with
            {
                NewBalance = Amount.Parse("1000"),
                Reason = "",
            },
            "new_balance",
            "reason"
        );
        Assert.Empty(application.Operations.Rows);
    }

    [Fact]
    public async Task A_user_does_not_correct_the_own_balance()
    {
        await using var application = On();

        var refused = await application.RefusedAsync(Known.Alice, Correct);

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
    }

    private static TestApplication On()
    {
        var application = Held.Application();
        application.Rules(
            Held.Rule,
            Held.Rule with
            {
                Name = "corrections",
                Match = new PolicyMatch { Tool = Policy.BalanceCorrection },
                Approvals = [],
            }
        );
        return application;
    }
}
