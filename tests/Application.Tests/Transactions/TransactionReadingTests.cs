using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Tests.Transactions;

public sealed class TransactionReadingTests
{
    private static readonly SearchTransactions Everything = new(
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null
    );

    [Fact]
    public async Task A_transaction_of_ones_own_is_shown_whole()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(
            Known.TransactionOf(1, TestApplication.Start, Known.AliceChecking, Known.BobChecking, 1250) with
            {
                Description = "Rent",
                Reference = "R-1",
                Reversal = Known.TransactionIdOf(2),
            }
        );

        var view = await application.CallAsync(Known.Alice, new GetTransaction(Known.TransactionIdOf(1)));

        Assert.Equal(
            ("1001", "1003", "12.50", "USD", "Rent", "R-1"),
            (view.FromAccountId, view.ToAccountId, view.Amount, view.Currency, view.Description, view.Reference)
        );
        Assert.Equal(Known.TransactionIdOf(2).ToString(), view.ReversalTransactionId);
        Assert.Equal(Known.AliceChecking, application.Trail.Records[^1].From);
    }

    /// <summary>The second is one that the bank shows to whoever made it, though neither account is theirs any longer.</summary>
    [Fact]
    public async Task A_transaction_that_may_not_be_seen_and_an_unknown_one_answer_the_same()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.AddRange([
            Known.TransactionOf(1, TestApplication.Start, Known.BobChecking, Known.CarolCredit, createdBy: "bob"),
            Known.TransactionOf(2, TestApplication.Start, Known.BobChecking, Known.Nowhere, createdBy: "alice"),
        ]);

        AppException[] refusals =
        [
            await application.RefusedAsync(Known.Alice, new GetTransaction(Known.TransactionIdOf(1))),
            await application.RefusedAsync(Known.Alice, new GetTransaction(Known.TransactionIdOf(2))),
            await application.RefusedAsync(Known.Alice, new GetTransaction(Known.TransactionIdOf(3))),
        ];

        Assert.All(refusals, refused => Assert.Equal(ErrorCodes.TransactionNotFound, refused.Code));
        Assert.Single(refusals.Select(refused => refused.Message).Distinct());
    }

    [Fact]
    public async Task Staff_sees_every_transaction_without_asking_for_its_accounts()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(
            Known.TransactionOf(1, TestApplication.Start, from: null, Known.Nowhere, createdBy: "bob")
        );

        var view = await application.CallAsync(Known.Officer, new GetTransaction(Known.TransactionIdOf(1)));

        Assert.Null(view.FromAccountId);
        Assert.Single(application.Bank.AskedAs);
    }

    [Fact]
    public async Task A_search_passes_every_argument_on()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(
            Known.Alice,
            new SearchTransactions(
                Known.AliceChecking,
                TransactionType.Transfer,
                TransactionStatus.Completed,
                Amount.Parse("0"),
                Amount.Parse("10"),
                new DateOnly(2026, 2, 1),
                new DateOnly(2026, 2, 28),
                "rent",
                "R-1",
                2,
                30
            )
        );

        Assert.Equal(
            new TransactionSearch
            {
                Account = Known.AliceChecking,
                Type = TransactionType.Transfer,
                Status = TransactionStatus.Completed,
                MinAmount = Amount.Parse("0"),
                MaxAmount = Amount.Parse("10"),
                Start = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
                End = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1),
                DescriptionContains = "rent",
                Reference = "R-1",
            },
            application.Bank.SearchedBy
        );
    }

    [Fact]
    public async Task A_search_says_whose_transactions_it_went_through()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.AddRange([
            Known.TransactionOf(1, TestApplication.Start, Known.AliceChecking, Known.BobChecking),
            Known.TransactionOf(2, TestApplication.Start, Known.BobChecking, Known.AliceChecking, createdBy: "bob"),
        ]);

        var own = await application.CallAsync(Known.Alice, Everything);
        var all = await application.CallAsync(Known.CallerOf("erin", "customer_service"), Everything);

        Assert.Equal((SearchScope.InitiatedByYou, 1L), (own.Scope, own.TotalElements));
        Assert.Equal((SearchScope.Everything, 2L), (all.Scope, all.TotalElements));
    }

    [Fact]
    public async Task A_search_in_somebody_elses_account_is_refused()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(Known.Alice, Everything with { AccountId = Known.BobChecking });

        Assert.Equal(ErrorCodes.AccountNotFound, refused.Code);
        Assert.Null(application.Bank.SearchedBy);
    }
}
