using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>What it proves that the bank shows no row of an operation whose answer is not known.</summary>
public sealed class UnshownTransferTests
{
    private static readonly Transfer Rent = new(
        RealBank.AliceChecking,
        RealBank.BobChecking,
        Samples.Usd("12.50"),
        "rent"
    );

    [Fact]
    public async Task A_lost_202_is_not_absence_because_its_customer_may_still_confirm()
    {
        await using var bank = await RealBank.StartAsync(BankContract.V2, asked => asked with { StepUpAbove = 10 });
        var operation = Samples.Operation(BankContract.V2, Rent);
        var (outcome, _) = await bank.Backends.SendAsync(operation);
        Assert.Equal(OutcomeClass.Accepted, outcome.Class);

        Assert.Equal(LookUpFinding.NotShown, await FindingAsync(bank, operation));
    }

    [Theory]
    [InlineData(BankContract.V1, LookUpFinding.Absent)]
    [InlineData(BankContract.V2, LookUpFinding.NotShown)]
    public async Task A_transfer_that_never_arrived_is_absent_only_where_none_can_wait_unseen(
        BankContract contract,
        LookUpFinding finding
    )
    {
        await using var bank = await RealBank.StartAsync(contract);

        Assert.Equal(finding, await FindingAsync(bank, Samples.Operation(contract, Rent)));
    }

    [Fact]
    public async Task A_withdrawal_waits_for_no_customer()
    {
        await using var bank = await RealBank.StartAsync(BankContract.V2);
        var withdrawal = new Withdrawal(RealBank.AliceChecking, Samples.Usd("5.00"), null);

        Assert.Equal(LookUpFinding.Absent, await FindingAsync(bank, Samples.Operation(BankContract.V2, withdrawal)));
    }

    private static async Task<LookUpFinding> FindingAsync(RealBank bank, Operation operation) =>
        (await bank.Backends.Bank.LookUpAsync(operation, TestContext.Current.CancellationToken)).Finding;
}
