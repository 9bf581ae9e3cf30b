using FinancialMcp.Application;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>The backends as the host wires them, towards whatever server a test gives.</summary>
internal sealed class BackendsUnderTest : IAsyncDisposable
{
    public static readonly BackendIdentity Alice = new("alice", IsStaff: false);
    public static readonly BackendIdentity Bob = new("bob", IsStaff: false);
    public static readonly BackendIdentity Staff = new("olivia", IsStaff: true);

    private readonly ServiceProvider provider;
    private readonly AsyncServiceScope scope;

    public BackendsUnderTest(BackendOptions options, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddLogging(logging => logging.AddProvider(Logs));
        services.AddScoped<CallContext>();
        services.AddBackends(options);
        provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
        );
        scope = provider.CreateAsyncScope();
    }

    public RecordedLogs Logs { get; } = new();

    public IBankGateway Bank => Get<IBankGateway>();

    public IAccountGateway Accounts => Get<IAccountGateway>();

    public ITransactionGateway Transactions => Get<ITransactionGateway>();

    public T Get<T>()
        where T : notnull => scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>Options that try fast and give up fast, both services at one place.</summary>
    public static BackendOptions Options(Uri server, BankContract contract = BankContract.V1) =>
        Options(server, server, contract);

    public static BackendOptions Options(Uri accounts, Uri transactions, BankContract contract) =>
        new()
        {
            AccountService = new BackendEndpoint(accounts),
            TransactionService = new BackendEndpoint(transactions),
            Contract = contract,
            JwtSecret = Tokens.BankSecret,
            StaffSubject = Staff.Subject,
            RetryDelay = TimeSpan.FromMilliseconds(1),
        };

    /// <summary>Makes the one attempt of a fresh operation.</summary>
    public Task<(Outcome Outcome, Attempt Attempt)> SendAsync(Operation operation, TimeSpan? deadline = null) =>
        Bank.SendAsync(operation, Samples.Permit(deadline ?? TimeSpan.FromSeconds(20), Get<TimeProvider>()));

    public async ValueTask DisposeAsync()
    {
        await scope.DisposeAsync();
        await provider.DisposeAsync();
    }
}
