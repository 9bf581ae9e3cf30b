using FinancialMcp.Domain;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Sandbox;
using FinancialMcp.Testing;
using BankContract = FinancialMcp.Application.BankContract;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>The stand-in bank in this process, and the backends towards it.</summary>
internal sealed class RealBank : IAsyncDisposable
{
    public static readonly AccountId AliceChecking = AccountId.Parse("1001");
    public static readonly AccountId AliceSavings = AccountId.Parse("1002");
    public static readonly AccountId BobChecking = AccountId.Parse("1003");
    public static readonly AccountId CarolCredit = AccountId.Parse("1007");

    private readonly SandboxHost host;

    private RealBank(SandboxHost host, BackendsUnderTest backends, BankContract contract)
    {
        Contract = contract;
        this.host = host;
        Backends = backends;
    }

    public BackendsUnderTest Backends { get; }

    public BankContract Contract { get; }

    public static async Task<RealBank> StartAsync(
        BankContract contract,
        Func<SandboxOptions, SandboxOptions>? bank = null,
        Func<BackendOptions, BackendOptions>? options = null
    )
    {
        var asked = new SandboxOptions
        {
            Contract = contract == BankContract.V1 ? Sandbox.BankContract.V1 : Sandbox.BankContract.V2,
            Deposits = true,
            JwtSecret = Tokens.BankSecret,
        };
        var running = await SandboxHost.StartAsync(bank is null ? asked : bank(asked));
        var towards = BackendsUnderTest.Options(running.AccountUrl, running.TransactionUrl, contract);
        return new RealBank(running, new BackendsUnderTest(options is null ? towards : options(towards)), contract);
    }

    public async ValueTask DisposeAsync()
    {
        await Backends.DisposeAsync();
        await host.DisposeAsync();
    }
}
