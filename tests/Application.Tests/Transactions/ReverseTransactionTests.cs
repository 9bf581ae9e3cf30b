using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Transactions;

public sealed class ReverseTransactionTests
{
    private static readonly BankTransaction Paid = Known.TransactionOf(
        1,
        TestApplication.Start,
        Known.AliceChecking,
        Known.BobChecking,
        1250
    );

    public static TheoryData<TransactionStatus, string?> Statuses =>
        new()
        {
            { TransactionStatus.Completed, null },
            { TransactionStatus.Reversed, ErrorCodes.AlreadyReversed },
            { TransactionStatus.Pending, ErrorCodes.NotReversible },
            { TransactionStatus.Processing, ErrorCodes.NotReversible },
            { TransactionStatus.Failed, ErrorCodes.NotReversible },
            { TransactionStatus.FailedRequiresManualAction, ErrorCodes.NotReversible },
            { TransactionStatus.Cancelled, ErrorCodes.NotReversible },
        };

    [Fact]
    public async Task The_originals_sum_goes_back_the_way_it_came()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(Paid);

        var receipt = await application.CallAsync(Known.Officer, Reverse());

        Assert.Equal(
            new Reversal(Paid.Id, Paid.Amount, Known.BobChecking, Known.AliceChecking, "Paid twice."),
            Assert.Single(application.Bank.Sent).Instruction
        );
        Assert.Equal(("reverse_transaction", "12.50"), (receipt.Tool, receipt.Amount));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Only_what_was_completed_can_be_reversed(TransactionStatus status, string? code)
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(Paid with { Status = status });

        if (code is null)
        {
            await application.CallAsync(Known.Officer, Reverse());
        }
        else
        {
            Assert.Equal(code, (await application.RefusedAsync(Known.Officer, Reverse())).Code);
        }

        Assert.Equal(code is null ? 1 : 0, application.Bank.Sent.Count);
    }

    [Fact]
    public void Every_status_is_among_those_above() =>
        Assert.Equal(Enum.GetValues<TransactionStatus>().Order(), Statuses.Select(row => row.Data.Item1).Order());

    [Fact]
    public async Task A_reversal_cannot_be_reversed_however_it_shows_itself()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(Paid with { Type = TransactionType.Reversal });
        var byType = await application.RefusedAsync(Known.Officer, Reverse());
        application.Bank.Transactions[0] = Paid with { Original = Known.TransactionIdOf(2) };
        var byOriginal = await application.RefusedAsync(Known.Officer, Reverse());

        Assert.Equal((ErrorCodes.NotReversible, ErrorCodes.NotReversible), (byType.Code, byOriginal.Code));
    }

    [Fact]
    public async Task What_names_its_reversal_was_reversed_already()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(Paid with { Reversal = Known.TransactionIdOf(2) });

        Assert.Equal(ErrorCodes.AlreadyReversed, (await application.RefusedAsync(Known.Officer, Reverse())).Code);
    }

    [Fact]
    public async Task An_unknown_transaction_is_not_found()
    {
        await using var application = new TestApplication().WithAccounts();

        Assert.Equal(ErrorCodes.TransactionNotFound, (await application.RefusedAsync(Known.Officer, Reverse())).Code);
        Assert.Empty(application.Operations.Rows);
    }

    [Fact]
    public async Task A_user_cannot_reverse_even_the_own_payment()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(Paid);

        Assert.Equal(ErrorCodes.AuthorizationError, (await application.RefusedAsync(Known.Alice, Reverse())).Code);
    }

    /// <summary>By then the original says that it is reversed; the key's own answer comes first.</summary>
    [Fact]
    public async Task A_repeated_call_answers_with_the_first_reversal()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(Paid);
        var first = await application.CallAsync(Known.Officer, Reverse());
        application.Bank.Transactions[0] = Paid with { Status = TransactionStatus.Reversed };

        var second = await application.CallAsync(Known.Officer, Reverse());

        Assert.True(second.Replayed);
        Assert.Equal(first.OperationId, second.OperationId);
    }

    private static ReverseTransaction Reverse() => new(Paid.Id, "Paid twice.", Known.Key());
}
