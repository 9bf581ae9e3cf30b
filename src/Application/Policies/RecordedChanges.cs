using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Policies;

/// <summary>The changes that were asked for in a time.</summary>
/// <param name="From">All since then are here.</param>
/// <param name="IsWhole">False when that is later than was asked for.</param>
/// <param name="Changes">Oldest first.</param>
/// <param name="Ended">Operations that ended without moving anything.</param>
internal sealed record RecordedHistory(
    DateTimeOffset From,
    bool IsWhole,
    IReadOnlyList<RecordedChange> Changes,
    IReadOnlySet<string> Ended
);

/// <summary>Reads the trail for the changes that were asked for: those that were carried out or held, and those that were refused.</summary>
internal sealed class RecordedChanges(IAuditReading reading, BankContract contract)
{
    /// <summary>Of one kind of records, newest first.</summary>
    internal const int MostRead = 5_000;

    private const int PageSize = 500;

    /// <summary>A look goes over thousands of records and may find none: so many looks are taken.</summary>
    private const int MostLooks = 40;

    /// <summary>The errors that a policy refuses with. Others do too: whether it was the policy, the replay finds out.</summary>
    private static readonly string[] PolicyErrors =
    [
        ErrorCodes.LimitExceeded,
        ErrorCodes.AuthorizationError,
        ErrorCodes.ToolDisabled,
    ];

    public async Task<RecordedHistory> ReadAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var since = from;
        var within = new AuditFilter { From = from, To = to };
        var intents = await AllAsync(within with { Code = AuditCode.OperationIntent });
        var refusals = new List<SealedRecord>();
        foreach (var error in PolicyErrors)
        {
            refusals.AddRange(await AllAsync(within with { Code = AuditCode.CallRefused, ErrorCode = error }));
        }

        // Whatever came of them later counts.
        var after = new AuditFilter { From = from };
        var ended = await AllAsync(after with { Code = AuditCode.OperationEnded });
        var failed = await AllAsync(
            after with
            {
                Code = AuditCode.OperationOutcome,
                State = OperationState.Failed.WireName(),
            }
        );
        return new RecordedHistory(
            since,
            since == from,
            [.. ChangesOf(intents, refusals).Where(change => change.At >= since)],
            ended
                .Concat(failed)
                .Select(record => RecordFields.Read(record.Record)?.GetValueOrDefault("operation_id"))
                .OfType<string>()
                .ToHashSet(StringComparer.Ordinal)
        );

        async Task<List<SealedRecord>> AllAsync(AuditFilter filter)
        {
            var (found, end) = await NewestAsync(filter, cancellationToken);
            since = end > since ? end.Value : since;
            return found;
        }
    }

    /// <summary>The newest that fit, and down to when they are all; null: there are no others.</summary>
    private async Task<(List<SealedRecord> Records, DateTimeOffset? End)> NewestAsync(
        AuditFilter filter,
        CancellationToken cancellationToken
    )
    {
        var found = new List<SealedRecord>();
        AuditCursor? cursor = null;
        for (var looks = 0; looks < MostLooks && found.Count < MostRead; looks++)
        {
            var page = await reading.PageAsync(
                filter,
                AuditOrder.NewestFirst,
                cursor,
                Math.Min(PageSize, MostRead - found.Count),
                cancellationToken
            );
            found.AddRange(page.Records);
            cursor = page.Next;
            if (cursor is null)
            {
                return (found, null);
            }
        }

        return (found, DateTimeOffset.UnixEpoch.AddTicks(cursor!.Value.RecordedAt * TimeSpan.TicksPerMicrosecond));
    }

    private IEnumerable<RecordedChange> ChangesOf(List<SealedRecord> intents, List<SealedRecord> refusals)
    {
        var intended = intents.Select(record => RecordedChange.Of(record, _ => null)).OfType<RecordedChange>().ToList();
        var currencies = new Dictionary<AccountId, CurrencyCode>();
        foreach (var question in intended.Select(change => change.Question!))
        {
            if ((question.Account, question.Currency) is ({ } account, { } currency))
            {
                currencies[account] = currency;
            }
        }

        return refusals
            .Select(record => RecordedChange.Of(record, CurrencyOf))
            .OfType<RecordedChange>()
            .Concat(intended)
            .OrderBy(change => change.At)
            .ThenBy(change => change.Seq);

        // Contract v1 knows one currency; under v2 an account's is known from what else was done with it.
        CurrencyCode? CurrencyOf(AccountId account) =>
            contract == BankContract.V1 ? CurrencyCode.Usd
            : currencies.TryGetValue(account, out var known) ? known
            : null;
    }
}
