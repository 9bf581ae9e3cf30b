using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Tests.Persistence;
using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>People's use cases of the trail behind their real pipeline, over real stores, and a sealer that seals when told.</summary>
internal sealed class AuditDesk : IAsyncDisposable
{
    private readonly StoreHost host;
    private readonly ServiceProvider provider;
    private readonly ISealLedger ledger;
    private readonly AuditKeys keys;
    private readonly Sealer sealer;

    public AuditDesk(StoreHost host)
    {
        this.host = host;
        provider = new ServiceCollection()
            .AddLogging()
            .AddApplication()
            .AddSingleton(host.Audit)
            .AddSingleton(host.Operations)
            .AddSingleton(host.Oversight)
            .AddSingleton(Port<IAuditReading>())
            .AddSingleton(Port<IAuditViewStore>())
            .AddSingleton(Port<ISealReading>())
            .AddSingleton(Port<IEvidencePacks>())
            .BuildServiceProvider();
        ledger = host.Options.Postgres is { } postgres
            ? new PostgresSealLedger(postgres)
            : new SqliteSealLedger(Port<Database>(), host.Writer);
        keys = AuditKeys.Load(new AuditOptions { Directory = StoreHost.Keys.Path });
        var keeper = new TrailKeeper(
            ledger,
            [],
            keys,
            host.Audit,
            host.Oversight,
            TimeProvider.System,
            NullLogger<TrailKeeper>.Instance
        );
        sealer = new Sealer(ledger, keys, keeper, TimeProvider.System);
    }

    public static Caller Operator { get; } = Person("oskar", StaffPermissions.Operator);
    public static Caller Approver { get; } = Person("paula", StaffPermissions.Approver);
    public static Caller Auditor { get; } = Person("aurel", StaffPermissions.Auditor);
    public static Caller OtherAuditor { get; } = Person("astrid", StaffPermissions.Auditor);
    public static Caller Admin { get; } = Person("ada", StaffPermissions.Admin);

    public IAuditReading Reading => Port<IAuditReading>();

    public static Caller Person(string name, params string[] roles) =>
        new()
        {
            Principal = new Principal("admin", name, null),
            Roles = roles.ToHashSet(StringComparer.Ordinal),
            BackendSubject = name,
            IsPerson = true,
        };

    public async Task<T> CallAsync<T>(Caller caller, IRequest<T> request)
    {
        await using var scope = provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = caller,
                    RequestId = $"request-{Guid.CreateVersion7():N}",
                    Tool = JsonNamingPolicy.SnakeCaseLower.ConvertName(request.GetType().Name),
                    Arguments = JsonSerializer.Serialize(request, request.GetType(), WireJson.Options),
                }
            );
        return await scope
            .ServiceProvider.GetRequiredService<ISender>()
            .Send(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Every record there is, oldest first, as stored.</summary>
    public async Task<IReadOnlyList<SealedRecord>> AllAsync(AuditFilter? filter = null)
    {
        var all = new List<SealedRecord>();
        AuditCursor? after = null;
        do
        {
            var page = await Reading.PageAsync(
                filter ?? AuditFilter.Everything,
                AuditOrder.OldestFirst,
                after,
                200,
                TestContext.Current.CancellationToken
            );
            all.AddRange(page.Records);
            after = page.Next;
        } while (after is not null);

        return all;
    }

    /// <summary>The last record of a code, without masks.</summary>
    public async Task<AuditRecordView> LastAsync(AuditCode code) =>
        AuditRecordView.Unmasked((await AllAsync(new AuditFilter { Code = code }))[^1]);

    /// <summary>Seals what can be sealed, until everything up to a record is, and tells an anchor of it.</summary>
    public async Task SealAsync(SealedRecord last)
    {
        await Testing.Eventually.TrueAsync(
            async () =>
            {
                await sealer.RoundAsync();
                return await Reading.PlaceAsync(last, CancellationToken.None) is not null;
            },
            TimeSpan.FromMinutes(1),
            "the record is sealed"
        );
        await ledger.AnchoredAsync("test", sealer.Last!.Number, TimeProvider.System.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await ledger.DisposeAsync();
        keys.Dispose();
    }

    private T Port<T>()
        where T : notnull => host.Services.GetRequiredService<T>();
}
