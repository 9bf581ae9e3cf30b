using System.Text.Json;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Application.Transactions;
using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Application.Tests;

/// <summary>The use cases behind their real pipeline, over a bank, a store and a trail in memory, and a clock that stands.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider provider;
    private int calls;

    public TestApplication(BankContract contract = BankContract.V1, Action<IServiceCollection>? configure = null)
    {
        Operations = new MemoryOperations(Trail, Clock);
        var services = new ServiceCollection();
        services.AddApplication();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IAuditStore>(Trail);
        services.AddSingleton<IOperationStore>(Operations);
        services.AddSingleton<IAccountGateway>(Bank);
        services.AddSingleton<ITransactionGateway>(Bank);
        services.AddSingleton<IBankGateway>(Bank);
        services.AddSingleton<IDependencyHealth>(Health);
        services.AddSingleton(new BackendIdentities("olivia"));
        services.AddSingleton(typeof(BankContract), contract);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        configure?.Invoke(services);
        provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }
        );
    }

    public FakeTimeProvider Clock { get; } = new(Start);

    public MemoryTrail Trail { get; } = new();

    public MemoryOperations Operations { get; }

    public ScriptedBank Bank { get; } = new();

    public ScriptedHealth Health { get; } = new();

    public CallStatistics Statistics => provider.GetRequiredService<CallStatistics>();

    /// <summary>The tool's name, which is the request's in snake_case.</summary>
    public static string ToolOf(Type request) => JsonNamingPolicy.SnakeCaseLower.ConvertName(request.Name);

    /// <summary>Calls in a scope of its own, as an entry point does.</summary>
    public Task<T> CallAsync<T>(Caller caller, IRequest<T> request, params Problem[] problems) =>
        CallAsync(caller, request, CancellationToken.None, problems);

    public async Task<T> CallAsync<T>(
        Caller caller,
        IRequest<T> request,
        CancellationToken cancellationToken,
        params Problem[] problems
    )
    {
        await using var scope = provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = caller,
                    RequestId = $"request-{Interlocked.Increment(ref calls)}",
                    Tool = ToolOf(request.GetType()),
                    Arguments = JsonSerializer.Serialize(request, request.GetType(), WireJson.Options),
                    Problems = problems,
                }
            );
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, cancellationToken);
    }

    /// <summary>Calls, and expects to be refused.</summary>
    public async Task<AppException> RefusedAsync<T>(Caller caller, IRequest<T> request, params Problem[] problems) =>
        await Assert.ThrowsAsync<AppException>(() => CallAsync(caller, request, problems));

    /// <summary>Calls, and expects to be refused with exactly these problems' fields.</summary>
    public async Task InvalidAsync<T>(Caller caller, IRequest<T> request, params string[] fields)
    {
        var refused = await RefusedAsync(caller, request);
        Assert.Equal(ErrorCodes.ValidationError, refused.Code);
        Assert.Equal(
            fields.Order(StringComparer.Ordinal),
            refused.Problems.Select(p => p.Field).Order(StringComparer.Ordinal)
        );
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();
}
