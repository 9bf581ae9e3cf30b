using Bunit;
using FinancialMcp.Admin.Trail;
using FinancialMcp.Application.Audit;
using MudBlazor.Services;

namespace FinancialMcp.Admin.Tests.Components;

/// <summary>The counts beside a search: each value narrows it, and a chosen one does not any more when it is chosen again.</summary>
public sealed class FacetsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly AuditFacet None = new([], IsWhole: true);
    private readonly BunitContext page = new();

    public FacetsTests()
    {
        page.Services.AddMudServices();
        page.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();

    [Fact]
    public void A_value_narrows_the_search_and_takes_the_rest_of_it_along()
    {
        var facets = Draw("?currency=USD&range=7d", Tools(("transfer_funds", 12)));

        var link = facets.Find("a");
        Assert.Equal("transfer_funds", link.TextContent.Trim());
        Assert.Equal("/calls?currency=USD&tool=transfer_funds&range=7d", link.GetAttribute("href"));
        Assert.Null(link.GetAttribute("aria-current"));
    }

    [Fact]
    public void A_chosen_value_is_marked_and_leads_back()
    {
        var link = Draw("?tool=transfer_funds", Tools(("transfer_funds", 12))).Find("a");

        Assert.Equal("✓ transfer_funds", link.TextContent.Trim());
        Assert.Equal("true", link.GetAttribute("aria-current"));
        Assert.DoesNotContain("tool=", link.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_counted_to_the_end_says_so()
    {
        var whole = new AuditFacet([new FacetCount("get_account", 100_000)], IsWhole: true);

        Assert.Equal("100,000", Draw("", whole).Find(".number").TextContent);
        Assert.Equal("100,000+", Draw("", whole with { IsWhole = false }).Find(".number").TextContent);
    }

    [Fact]
    public void Names_that_an_agent_made_up_are_counted_and_lead_nowhere()
    {
        var facets = Draw("", Tools((AuditMask.Hidden, 3)));

        Assert.Empty(facets.FindAll("a"));
        Assert.Contains("names that do not exist", facets.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Six_values_are_shown_and_all_when_somebody_asks()
    {
        var facets = Draw("", Tools([.. Enumerable.Range(0, 9).Select(at => ($"tool_{at}", 9 - at))]));
        Assert.Equal(6, facets.FindAll("a").Count);

        await facets.Find("button").ClickAsync(new());
        Assert.Equal(9, facets.FindAll("a").Count);
        Assert.Equal("true", facets.Find("button").GetAttribute("aria-expanded"));

        await facets.Find("button").ClickAsync(new());
        Assert.Equal(6, facets.FindAll("a").Count);
    }

    [Fact]
    public void While_they_are_counted_and_when_that_fails_it_is_said()
    {
        Assert.Contains("Counting", Draw("", null).Find("[role=status]").TextContent, StringComparison.Ordinal);
        var failed = page.Render<Facets>(parameters =>
            parameters
                .Add(it => it.Search, TrailSearch.Read("", Now))
                .Add(it => it.Counts, null)
                .Add(it => it.Problem, "the database does not answer.")
        );
        Assert.Equal(
            "The counts could not be read: the database does not answer.",
            failed.Find("[role=status]").TextContent
        );
    }

    private static AuditFacet Tools(params (string Name, int Count)[] tools) =>
        new([.. tools.Select(tool => new FacetCount(tool.Name, tool.Count))], IsWhole: true);

    private IRenderedComponent<Facets> Draw(string query, AuditFacet? tools) =>
        page.Render<Facets>(parameters =>
            parameters
                .Add(it => it.Search, TrailSearch.Read(query, Now))
                .Add(it => it.Counts, tools is null ? null : CountsOf(tools))
        );

    private static AuditFacets CountsOf(AuditFacet tools) =>
        new()
        {
            Total = 1,
            IsWhole = true,
            Tool = tools,
            Decision = None,
            Code = None,
            State = None,
            ErrorCode = None,
            Currency = None,
            Outcome = None,
            Histogram = new AuditHistogram(TimeSpan.Zero, []),
        };
}
