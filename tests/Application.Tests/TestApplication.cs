using System.Text.Json;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;
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

    private readonly ServiceCollection services = new();
    private ServiceProvider provider;
    private int calls;

    public TestApplication(BankContract contract = BankContract.V1, Action<IServiceCollection>? configure = null)
    {
        Oversight = new MemoryOversight(Trail);
        Retention = new MemoryRetention(Trail);
        Operations = new MemoryOperations(Trail, Oversight, Clock);
        Verifications = new MemoryVerifications(Trail);
        foreach (var known in new[] { Known.Alice, Known.Bob, Known.Officer, Known.Admin })
        {
            Agent(known.Principal, agent => agent);
        }

        services.AddApplication();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IAuditStore>(Trail);
        services.AddSingleton<IRetentionStore>(Retention);
        services.AddSingleton<IAuditReading>(new MemoryReading(Trail, Clock));
        services.AddSingleton<IAuditViewStore, UnreadTrail>();
        services.AddSingleton<ISealReading, UnreadTrail>();
        services.AddSingleton<ITrailVerification>(Verifications);
        services.AddSingleton<IEvidencePacks, UnreadTrail>();
        services.AddSingleton<IFigureStore, UnkeptFigures>();
        services.AddSingleton<IStaffStore, UnaskedStaff>();
        services.AddSingleton<IStaffCredentials, UnaskedStaff>();
        services.AddSingleton<IPasskeyStore, UnaskedPasskeys>();
        services.AddSingleton<IPasskeyCeremonies, UnaskedPasskeys>();
        services.AddSingleton<IOperationStore>(Operations);
        services.AddSingleton<IOversightStore>(Oversight);
        services.AddSingleton(new AgentDefaults(Grant.Role, Known.Owner));
        services.AddSingleton<IAccountGateway>(Bank);
        services.AddSingleton<ITransactionGateway>(Bank);
        services.AddSingleton<IBankGateway>(Bank);
        services.AddSingleton<IDependencyHealth>(Health);
        services.AddSingleton<IToolCatalogue>(new ScriptedServer());
        services.AddSingleton<IEffectiveSettings>(new ScriptedServer());
        services.AddSingleton<ISchemaHistory>(new ScriptedServer());
        services.AddSingleton(new BackendIdentities("olivia"));
        services.AddSingleton(typeof(BankContract), contract);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        configure?.Invoke(services);
        provider = Build();
    }

    public FakeTimeProvider Clock { get; } = new(Start);

    public MemoryTrail Trail { get; } = new();

    public MemoryVerifications Verifications { get; }

    public MemoryOperations Operations { get; }

    public MemoryOversight Oversight { get; }

    public MemoryRetention Retention { get; }

    public ScriptedBank Bank { get; } = new();

    public ScriptedHealth Health { get; } = new();

    /// <summary>False leaves what was read of people's decisions to grow old.</summary>
    public bool KeepsWatch { get; set; } = true;

    /// <summary>The session of all people here.</summary>
    public static Guid Session { get; } = new("0199c0de-0000-7000-8000-0000000000ad");

    /// <summary>How long ago the people who call proved to be there; null: they did not.</summary>
    public TimeSpan? ProvenAgo { get; set; } = TimeSpan.Zero;

    public OversightWatch Watch => provider.GetRequiredService<OversightWatch>();

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
        await KeepWatchAsync();
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
                    Session = caller.IsPerson ? Session : null,
                    PresentAt = caller.IsPerson ? Clock.GetUtcNow() - ProvenAgo : null,
                }
            );
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, cancellationToken);
    }

    /// <summary>Does what the server does by itself, in a scope without a call.</summary>
    public async Task<T> WorkAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await KeepWatchAsync();
        await using var scope = provider.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Carries out an approved operation as any replica does, and tells where it stands.</summary>
    public Task<Operation> CarryOutAsync(Operation ready) =>
        WorkAsync((ApprovedOperations approved) => approved.CarryOutAsync(ready, CancellationToken.None));

    /// <summary>The only operation there is.</summary>
    public Operation Row => Assert.Single(Operations.Rows);

    /// <summary>Puts rules in force.</summary>
    public void Rules(params PolicyRule[] rules) =>
        Oversight.Set(state => state with { Policy = new Policy(state.LastPolicyVersion + 1, rules) });

    /// <summary>Changes an agent, or makes it known, granted what its role allows.</summary>
    public void Agent(Principal principal, Func<Agent, Agent> change) =>
        Oversight.Set(state =>
        {
            var id = AgentId.Of(principal);
            var agent = change(
                state.AgentOf(id) ?? new Agent(id, Known.Owner, Grant.Role, AgentStatus.Active, Proposed: null)
            );
            return state with { Agents = new Dictionary<string, Agent>(state.Agents) { [id.Key] = agent } };
        });

    private async Task KeepWatchAsync()
    {
        if (KeepsWatch && !Oversight.IsAway)
        {
            await Watch.RefreshAsync(CancellationToken.None);
        }
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

    /// <summary>Ends the process and begins another one on the same stores: nothing in memory is left.</summary>
    public async Task RestartAsync()
    {
        await provider.DisposeAsync();
        provider = Build();
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    private ServiceProvider Build() =>
        services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
}
