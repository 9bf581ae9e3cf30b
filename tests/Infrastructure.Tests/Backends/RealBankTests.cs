using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using BankContract = FinancialMcp.Application.BankContract;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>Every instruction and every read against the real stand-in bank, under both contracts.</summary>
public sealed class RealBankTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task Money_moves_and_is_read_back(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var backends = bank.Backends;

        var transfer = new Transfer(RealBank.AliceChecking, RealBank.BobChecking, Samples.Usd("12.50"), "rent");
        var (outcome, attempt) = await backends.SendAsync(Samples.Operation(contract, transfer));

        Assert.Equal(OutcomeClass.Succeeded, outcome.Class);
        Assert.True(attempt.BytesSent);
        Assert.Equal(201, attempt.HttpStatus);
        Assert.Null(attempt.ErrorClass);
        var id = TransactionId.Parse(outcome.BackendTransactionId!);
        var read = await backends.Transactions.FindAsync(id, BackendsUnderTest.Alice, Stop);
        Assert.Equal(transfer.Amount, read?.Amount);
        Assert.Equal(TransactionStatus.Completed, read?.Status);
        Assert.Null(await backends.Transactions.FindAsync(id, BackendsUnderTest.Bob, Stop));
    }
}
