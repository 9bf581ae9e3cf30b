using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>A trail as a server writes it, and the sealer of it, one round at a time.</summary>
internal sealed class SealedTrail : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StoreHost host;
    private readonly ISealLedger ledger;
    private readonly Sealer sealer;

    internal SealedTrail(StoreHost host, params IAnchor[] anchors)
    {
        this.host = host;
        var keys = host.Services.GetRequiredService<AuditKeys>();
        ledger = host.Options.Postgres is { } postgres
            ? new PostgresSealLedger(postgres)
            : new SqliteSealLedger(host.Services.GetRequiredService<Database>(), host.Writer);
        var keeper = new TrailKeeper(
            ledger,
            anchors,
            keys,
            host.Audit,
            host.Oversight,
            TimeProvider.System,
            NullLogger<TrailKeeper>.Instance
        );
        sealer = new Sealer(ledger, keys, keeper, TimeProvider.System);
    }

    internal ISealLedger Ledger => ledger;

    /// <summary>Payments that succeed, one that fails, one that waits for people, and reads; some side by side.</summary>
    internal async Task WriteAsync(int payments)
    {
        await Task.WhenAll(Enumerable.Range(0, payments).Select(_ => PayAsync(Samples.Succeeded)));
        await PayAsync(dispatched => dispatched.Failed());
        await AskAsync(Payments.Pending(700));
        await host.Audit.AppendAsync(Samples.Event());
        await host.Audit.AppendAsync(
            Samples.Event(AuditCode.ToolUnknown) with
            {
                Tool = "Größe ✓ 🏠\n" + new string('x', 300),
            }
        );
    }

    /// <summary>Makes seals until every record that is there now has one.</summary>
    internal Task SealAsync() =>
        Eventually.TrueAsync(
            async () =>
            {
                await sealer.RoundAsync();
                return await host.CountAsync($"audit_event where {Unsealed}") == 0;
            },
            Patience,
            "every record is sealed"
        );

    /// <summary>Every seal's note.</summary>
    internal async Task<IReadOnlyList<string>> NotesAsync() =>
        [.. (await ledger.SealsAfterAsync(0, 10_000)).Select(seal => seal.Note())];

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    private string Unsealed => host.Services.GetRequiredService<Database>().IsUnsealed;

    private async Task PayAsync(Func<Operation, Operation> conclude)
    {
        var dispatched = await AskAsync(Payments.Of(1250));
        var concluded = conclude(dispatched);
        var move = new Move(dispatched, concluded, RecordOf(concluded, AuditCode.OperationOutcome))
        {
            Attempt = Samples.Attempt(dispatched),
        };
        Assert.True(await host.Operations.MoveAsync(move));
    }

    private async Task<Operation> AskAsync(Operation operation)
    {
        var intent = StoreCalls.IntentOf(operation) with { Record = RecordOf(operation, AuditCode.OperationIntent) };
        return Assert.IsType<ClaimResult.Claimed>(await host.Operations.ClaimAsync(intent)).Operation;
    }

    /// <summary>As the application makes it.</summary>
    private static AuditEvent RecordOf(Operation operation, AuditCode code) =>
        Samples.EventOf(operation, code) with
        {
            Principal = operation.Principal,
            KeyHash = operation.KeyHash,
            BackendTransactionId = operation.Outcome?.BackendTransactionId,
            ErrorCode = operation.Outcome?.ErrorCode,
            PolicyVersion = operation.PolicyVersion,
        };
}
