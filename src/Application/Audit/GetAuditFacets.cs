using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// How many records of a search have which tool, decision, code, state, error, currency and outcome, and how they are
/// spread over time. Each is counted without its own part of the filter, so that it shows what else there is to choose.
/// </summary>
[RequirePermission(StaffPermissions.AuditRead)]
public sealed record GetAuditFacets(AuditFilter Filter) : IRequest<AuditFacets>;

/// <summary>One value of a facet and how many records have it.</summary>
public sealed record FacetCount(string Value, int Count);

/// <summary>One facet.</summary>
/// <param name="Values">Most frequent first. Records without a value are not in it.</param>
/// <param name="IsWhole">False when only the newest records were counted: each count stands for at least that many.</param>
public sealed record AuditFacet(IReadOnlyList<FacetCount> Values, bool IsWhole);

/// <summary>The records of one span of the histogram.</summary>
/// <param name="From">Where it begins; it ends where the next one begins.</param>
/// <param name="Counts">By outcome; outcomes without records are left out.</param>
public sealed record HistogramSpan(DateTimeOffset From, IReadOnlyDictionary<AuditOutcome, int> Counts);

/// <summary>The records over time, oldest span first.</summary>
/// <param name="Width">Of each span; zero without records.</param>
/// <param name="Spans">One behind the other, also those without records.</param>
public sealed record AuditHistogram(TimeSpan Width, IReadOnlyList<HistogramSpan> Spans);

/// <summary>The counts of a search.</summary>
public sealed record AuditFacets
{
    /// <summary>How many records fit the whole filter.</summary>
    public required int Total { get; init; }

    /// <summary>False when there may be more than were counted: the total, and the histogram, tell of the newest only.</summary>
    public required bool IsWhole { get; init; }
    public required AuditFacet Tool { get; init; }
    public required AuditFacet Decision { get; init; }

    /// <summary>By the codes' names.</summary>
    public required AuditFacet Code { get; init; }
    public required AuditFacet State { get; init; }
    public required AuditFacet ErrorCode { get; init; }
    public required AuditFacet Currency { get; init; }
    public required AuditFacet Outcome { get; init; }
    public required AuditHistogram Histogram { get; init; }

    /// <summary>The total as people read it: "1,234", or "100,000+" where there may be more.</summary>
    public string TotalText =>
        Total.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) + (IsWhole ? "" : "+");
}

internal sealed class GetAuditFacetsValidator : AbstractValidator<GetAuditFacets>
{
    public GetAuditFacetsValidator() => RuleFor(request => request.Filter).FitForSearching();
}

internal sealed class GetAuditFacetsHandler(IAuditReading reading, AuditLooks looks, CallContext context)
    : IRequestHandler<GetAuditFacets, AuditFacets>
{
    internal const int MostCounted = 100_000;
    private const int MostValues = 50;

    public async ValueTask<AuditFacets> Handle(GetAuditFacets request, CancellationToken cancellationToken)
    {
        var filter = request.Filter;
        AuditFilterRules.MustNotGuess(filter, context.Caller);
        var all = await TallyAsync(filter);
        var facets = new AuditFacets
        {
            Total = all.Total,
            IsWhole = all.IsWhole,
            Tool = Count(await WithoutAsync(filter with { Tool = null }), it => AuditMask.Tool(it.Tool, it.Code)),
            Decision = Count(await WithoutAsync(filter with { Decision = null }), it => it.Decision),
            Code = Count(await WithoutAsync(filter with { Code = null }), it => it.Code.ToString()),
            State = Count(await WithoutAsync(filter with { State = null }), it => it.State),
            ErrorCode = Count(await WithoutAsync(filter with { ErrorCode = null }), it => it.ErrorCode),
            Currency = Count(await WithoutAsync(filter with { Currency = null }), it => it.Currency),
            Outcome = Count(
                await WithoutAsync(filter with { Outcome = null }),
                it => AuditOutcomes.Of(it.Code, it.State, it.Decision, it.ErrorCode).ToString()
            ),
            Histogram = await HistogramAsync(filter, all, cancellationToken),
        };
        await looks.RecordAsync(AuditCode.AuditRead, filter.OperationId);
        return facets;

        // A facet by which nothing is narrowed counts what was read already.
        Task<AuditTally> WithoutAsync(AuditFilter without) =>
            without == filter ? Task.FromResult(all) : TallyAsync(without);

        Task<AuditTally> TallyAsync(AuditFilter wanted) =>
            reading.TallyAsync(wanted, MostCounted, width: null, cancellationToken);
    }

    /// <summary>
    /// The same records once more, by time: what came meanwhile is not among them, nor what is older than the counting went.
    /// </summary>
    private async Task<AuditHistogram> HistogramAsync(
        AuditFilter filter,
        AuditTally all,
        CancellationToken cancellationToken
    )
    {
        if (AuditHistograms.SpansOf(filter, all) is not { } spans)
        {
            return new AuditHistogram(TimeSpan.Zero, []);
        }

        var same = filter with { From = all.Oldest, To = all.Newest!.Value.AddMicroseconds(1) };
        return AuditHistograms.Of(spans, await reading.TallyAsync(same, MostCounted, spans.Width, cancellationToken));
    }

    private static AuditFacet Count(AuditTally tally, Func<AuditGroup, string?> value) =>
        new(
            [
                .. tally
                    .Groups.Select(group => (Value: value(group), group.Count))
                    .Where(it => it.Value is not null)
                    .GroupBy(it => it.Value!, it => it.Count, StringComparer.Ordinal)
                    .Select(same => new FacetCount(same.Key, same.Sum()))
                    .OrderByDescending(count => count.Count)
                    .ThenBy(count => count.Value, StringComparer.Ordinal)
                    .Take(MostValues),
            ],
            tally.IsWhole
        );
}
