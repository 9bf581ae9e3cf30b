using System.Collections.Concurrent;
using FinancialMcp.Application;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Operations;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Infrastructure.Tests.Operations;

/// <summary>
/// Patrols as a server runs them, on the embedded database, a clock that moves when told, and a bank that does what it
/// is told. A round is over when every scope it opened is closed.
/// </summary>
internal sealed class PatrolHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CountedScopes scopes;
    private Patrol? patrol;

    private PatrolHost(StoreHost stores, FakeTimeProvider time, ToldBank bank)
    {
        Stores = stores;
        Time = time;
        Bank = bank;
        scopes = new CountedScopes(stores.Services.GetRequiredService<IServiceScopeFactory>());
    }

    public StoreHost Stores { get; }

    public FakeTimeProvider Time { get; }

    public ToldBank Bank { get; }

    public static async Task<PatrolHost> CreateAsync()
    {
        // Whole microseconds, which the database keeps.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        var bank = new ToldBank(time);
        var stores = await SqliteStoreHost.CreateAsync(
            time,
            services =>
                services
                    .AddApplication()
                    .AddSingleton<IBankGateway>(bank)
                    .AddSingleton<IAccountGateway>(bank)
                    .AddSingleton(typeof(Application.BankContract), Application.BankContract.V1)
                    .AddSingleton(FirstPolicy.Default)
        );
        return new PatrolHost(stores, time, bank);
    }

    public T Get<T>()
        where T : notnull => Stores.Services.GetRequiredService<T>();

    /// <summary>Starts the patrol and returns after its first round.</summary>
    public async Task StartAsync<TPatrol>()
        where TPatrol : Patrol
    {
        patrol = ActivatorUtilities.CreateInstance<TPatrol>(Stores.Services, scopes);
        await patrol.StartAsync(TestContext.Current.CancellationToken);
        await EndedAsync(1);
    }

    /// <summary>Lets time pass by the patrol's pause, and returns after the round that follows.</summary>
    public async Task RoundAsync(double seconds = 1)
    {
        var ended = scopes.Ended;
        Time.Advance(TimeSpan.FromSeconds(seconds));
        await EndedAsync(ended + 1);
    }

    public async ValueTask DisposeAsync()
    {
        if (patrol is not null)
        {
            await patrol.StopAsync(CancellationToken.None);
            patrol.Dispose();
        }

        await Stores.DisposeAsync();
    }

    private Task EndedAsync(int rounds) =>
        Eventually.TrueAsync(() => scopes.Ended >= rounds, Patience, $"round {rounds} is over");

    private sealed class CountedScopes(IServiceScopeFactory inner) : IServiceScopeFactory
    {
        private readonly Lock gate = new();
        private int open;
        private int ended;

        public int Ended => Volatile.Read(ref ended);

        public IServiceScope CreateScope()
        {
            lock (gate)
            {
                open++;
            }

            return new Counted(inner.CreateAsyncScope(), this);
        }

        private void Close()
        {
            lock (gate)
            {
                if (--open == 0)
                {
                    ended++;
                }
            }
        }

        private sealed class Counted(AsyncServiceScope scope, CountedScopes owner) : IServiceScope, IAsyncDisposable
        {
            public IServiceProvider ServiceProvider => scope.ServiceProvider;

            public void Dispose()
            {
                scope.Dispose();
                owner.Close();
            }

            public async ValueTask DisposeAsync()
            {
                await scope.DisposeAsync();
                owner.Close();
            }
        }
    }
}

/// <summary>A bank that answers what it is told, and remembers what it was asked.</summary>
internal sealed class ToldBank(TimeProvider time) : IBankGateway, IAccountGateway
{
    private readonly ConcurrentQueue<OperationId> looks = new();
    private readonly ConcurrentQueue<OperationId> sent = new();

    public Func<Operation, LookUp> Look { get; set; } = _ => LookUp.Unavailable;

    /// <summary>In place of <see cref="Look"/>, for looks that take their time; null for none.</summary>
    public Func<Operation, Task<LookUp>>? Later { get; set; }

    /// <summary>What is thrown for the operations it is about; null for none.</summary>
    public Func<Operation, Exception?> Defect { get; set; } = _ => null;

    public IReadOnlyList<OperationId> Looks => [.. looks];

    public IReadOnlyList<OperationId> Sent => [.. sent];

    public bool TokensEnd(BankInstruction instruction) => true;

    public string BodyOf(BankInstruction instruction, string backendKey) => "{}";

    public Task<(Outcome Outcome, Attempt Attempt)> SendAsync(Operation operation, AttemptPermit permit)
    {
        sent.Enqueue(operation.Id);
        var now = time.GetUtcNow();
        return Task.FromResult(
            (
                Outcome.Succeeded("0193c0de-0000-7000-8000-000000000001", """{"transaction":null,"account":null}"""),
                new Attempt(permit.Number, permit.Fence, now, now, true, 201, null, null)
            )
        );
    }

    public Task<LookUp> LookUpAsync(Operation operation, CancellationToken cancellationToken)
    {
        looks.Enqueue(operation.Id);
        return Defect(operation) is { } defect
            ? Task.FromException<LookUp>(defect)
            : Later?.Invoke(operation) ?? Task.FromResult(Look(operation));
    }

    public Task<BankAccount?> FindAsync(AccountId id, BackendIdentity identity, CancellationToken cancellationToken) =>
        Task.FromResult<BankAccount?>(
            new BankAccount(
                id,
                "alice",
                AccountType.Checking,
                AccountStatus.Active,
                new Money(100_000, CurrencyCode.Usd),
                new Money(100_000, CurrencyCode.Usd),
                null,
                null,
                null,
                null
            )
        );

    public Task<BankPage<BankAccount>> ListAsync(
        AccountFilter filter,
        BackendIdentity identity,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("No patrol lists accounts.");

    public Task<IReadOnlyList<BankSpendingLimit>> SpendingLimitsAsync(
        BackendIdentity identity,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<BankSpendingLimit>>([]);
}
