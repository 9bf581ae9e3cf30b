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

    /// <summary>The total as people read it: "1,234", or "10,000+" where there may be more.</summary>
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
    internal const int MostCounted = 10_000;
    private const int MostValues = 50;

    public async ValueTask<AuditFacets> Handle(GetAuditFacets request, CancellationToken cancellationToken)
    {
        var filter = request.Filter;
        AuditFilterRules.MustNotGuess(filter, context.Caller);
        var all = await SampleAsync(filter);
        var facets = new AuditFacets
        {
            Total = all.Marks.Count,
            IsWhole = all.IsWhole,
            Tool = Count(await WithoutAsync(filter with { Tool = null }), mark => AuditMask.Tool(mark.Tool, mark.Code)),
            Decision = Count(await WithoutAsync(filter with { Decision = null }), mark => mark.Decision),
            Code = Count(await WithoutAsync(filter with { Code = null }), mark => mark.Code.ToString()),
            State = Count(await WithoutAsync(filter with { State = null }), mark => mark.State),
            ErrorCode = Count(await WithoutAsync(filter with { ErrorCode = null }), mark => mark.ErrorCode),
            Currency = Count(await WithoutAsync(filter with { Currency = null }), mark => mark.Currency),
            Outcome = Count(
                await WithoutAsync(filter with { Outcome = null }),
                mark => AuditOutcomes.Of(mark.Code, mark.State, mark.Decision).ToString()
            ),
            Histogram = AuditHistograms.Of(filter, all),
        };
        await looks.RecordAsync(AuditCode.AuditRead, filter.OperationId);
        return facets;

        // A facet by which nothing is narrowed counts what was read already.
        Task<AuditSample> WithoutAsync(AuditFilter without) =>
            without == filter ? Task.FromResult(all) : SampleAsync(without);

        Task<AuditSample> SampleAsync(AuditFilter wanted) =>
            reading.SampleAsync(wanted, MostCounted, cancellationToken);
    }

    private static AuditFacet Count(AuditSample sample, Func<AuditMark, string?> value) =>
        new(
            [
                .. sample
                    .Marks.Select(value)
                    .OfType<string>()
                    .CountBy(it => it, StringComparer.Ordinal)
                    .OrderByDescending(count => count.Value)
                    .ThenBy(count => count.Key, StringComparer.Ordinal)
                    .Take(MostValues)
                    .Select(count => new FacetCount(count.Key, count.Value)),
            ],
            sample.IsWhole
        );
}
