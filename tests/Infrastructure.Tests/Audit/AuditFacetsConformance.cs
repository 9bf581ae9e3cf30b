using FinancialMcp.Application.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>Counts of a search equal those by hand, and kept searches are their owner's.</summary>
public abstract class AuditFacetsConformance : AuditConformance
{
    [Fact]
    public async Task Facets_equal_counts_by_hand_each_without_its_own_filter()
    {
        var written = await Happenings.AppendAsync(Host, 300);

        var facets = await Desk.CallAsync(
            AuditDesk.Operator,
            new GetAuditFacets(new AuditFilter { Tool = "transfer_funds", Decision = "refused" })
        );

        var refused = written.Where(it => it.Decision == "refused").ToList();
        var both = refused.Where(it => it.Tool == "transfer_funds").ToList();
        Assert.Equal(both.Count, facets.Total);
        Assert.True(facets.IsWhole);
        AssertCounts(facets.Tool, refused, it => it.Tool);
        AssertCounts(facets.Decision, written.Where(it => it.Tool == "transfer_funds"), it => it.Decision);
        AssertCounts(facets.Code, both, it => it.Code.ToString());
        AssertCounts(facets.State, both, it => it.State);
        AssertCounts(facets.ErrorCode, both, it => it.ErrorCode);
        AssertCounts(facets.Currency, both, it => it.Sum?.Currency.ToString());
        AssertCounts(facets.Outcome, both, it => OutcomeOf(it).ToString());
        var spans = facets.Histogram.Spans.SelectMany(span => span.Counts).ToList();
        Assert.Equal(
            both.CountBy(OutcomeOf).ToDictionary(),
            spans.GroupBy(it => it.Key).ToDictionary(same => same.Key, same => same.Sum(it => it.Value))
        );
    }

    [Fact]
    public async Task A_histogram_spans_the_time_that_was_asked_for_without_gaps()
    {
        await Happenings.AppendAsync(Host, 40);
        var now = await Desk.Reading.NowAsync(Cancel);
        var (from, to) = (now.AddHours(-3), now.AddHours(1));

        var histogram = (
            await Desk.CallAsync(AuditDesk.Operator, new GetAuditFacets(new AuditFilter { From = from, To = to }))
        ).Histogram;

        Assert.Equal(TimeSpan.FromMinutes(5), histogram.Width);
        Assert.InRange(histogram.Spans.Count, 48, 50);
        Assert.True(histogram.Spans[0].From <= from && histogram.Spans[^1].From + histogram.Width >= to);
        Assert.All(
            histogram.Spans.Zip(histogram.Spans.Skip(1)),
            pair => Assert.Equal(histogram.Width, pair.Second.From - pair.First.From)
        );
        Assert.Equal(40, histogram.Spans.Sum(span => span.Counts.Values.Sum()));
    }

    [Fact]
    public async Task Counting_ends_at_a_hundred_thousand_records_and_says_that_there_may_be_more()
    {
        await Host.Audit.AppendAsync(Samples.Event() with { Tool = "needle" });
        await Flood.WriteAsync(Host, 99_900);

        var needles = await CountAsync(new AuditFilter { Tool = "needle" });
        Assert.Equal("1", needles.TotalText);
        var all = await CountAsync(AuditFilter.Everything);
        Assert.InRange(all.Total, 99_901, 99_999);
        Assert.True(all.IsWhole);
        Assert.Equal(all.Total, all.Histogram.Spans.Sum(span => span.Counts.Values.Sum()));

        await Host.Audit.AppendAsync(Samples.Event() with { Tool = "needle" });
        await Flood.WriteAsync(Host, 100);
        all = await CountAsync(AuditFilter.Everything);
        Assert.Equal("100,000+", all.TotalText);
        Assert.Equal(100_000, all.Histogram.Spans.Sum(span => span.Counts.Values.Sum()));
        needles = await CountAsync(new AuditFilter { Tool = "needle" });
        Assert.Equal("1+", needles.TotalText);
        Assert.Equal(1, needles.Histogram.Spans.Sum(span => span.Counts.Values.Sum()));

        async Task<AuditFacets> CountAsync(AuditFilter filter) =>
            await Desk.CallAsync(AuditDesk.Operator, new GetAuditFacets(filter));
    }

    [Fact]
    public async Task A_kept_search_is_listed_replaced_shared_and_removed_by_its_owner_alone()
    {
        var filter = new AuditFilter { Tool = "transfer_funds", AtLeast = Domain.Amount.Parse("10000") };
        var (mine, other) = (AuditDesk.Auditor, AuditDesk.OtherAuditor);

        await Desk.CallAsync(mine, new SaveAuditView("large", AuditFilter.Everything, IsShared: false));
        await Desk.CallAsync(mine, new SaveAuditView("large", filter, IsShared: false));
        Assert.Empty(await Desk.CallAsync(other, new ListAuditViews()));
        await Desk.CallAsync(mine, new SaveAuditView("large", filter, IsShared: true));

        var shared = Assert.Single(await Desk.CallAsync(other, new ListAuditViews()));
        Assert.Equal(("aurel", "large", filter), (shared.Owner, shared.Name, shared.Filter));
        await Assert.ThrowsAsync<Application.AppException>(() => Desk.CallAsync(other, new DeleteAuditView("large")));
        Assert.Empty(await Desk.CallAsync(mine, new DeleteAuditView("large")));
        Assert.Equal(4, (await Desk.AllAsync(new AuditFilter { Code = AuditCode.AuditViewChanged })).Count);
    }

    private static void AssertCounts(AuditFacet facet, IEnumerable<AuditEvent> records, Func<AuditEvent, string?> value)
    {
        Assert.True(facet.IsWhole);
        Assert.Equal(
            records
                .Select(value)
                .OfType<string>()
                .CountBy(it => it)
                .OrderBy(count => count.Key)
                .Select(count => (count.Key, count.Value)),
            facet.Values.OrderBy(count => count.Value).Select(count => (count.Value, count.Count))
        );
    }

    /// <summary>Said a second time.</summary>
    private static AuditOutcome OutcomeOf(AuditEvent it) =>
        it.Code == AuditCode.OperationInDoubt || it.State == "in_doubt" ? AuditOutcome.InDoubt
        : it.State == "succeeded" ? AuditOutcome.Succeeded
        : it.ErrorCode is "LIMIT_EXCEEDED" or "ACCOUNT_FROZEN" ? AuditOutcome.Refused
        : it.Code == AuditCode.CallFailed || it.State == "failed" ? AuditOutcome.Failed
        : it.Code == AuditCode.CallRefused || it.Decision == "refused" ? AuditOutcome.Refused
        : it.State == "pending_approval" ? AuditOutcome.Waiting
        : AuditOutcome.Answered;
}

public sealed class AuditFacetsOnPostgresTests : AuditFacetsConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class AuditFacetsOnSqliteTests : AuditFacetsConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
