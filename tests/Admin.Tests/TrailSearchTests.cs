using FinancialMcp.Admin.Trail;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Admin.Tests;

/// <summary>What an address says of a search, and back.</summary>
public sealed class TrailSearchTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly AuditFilter Everything = new()
    {
        From = Now.AddDays(-3),
        To = Now,
        Principal = "a&b=c",
        Tool = "transfer_funds",
        Account = AccountId.Parse("1001"),
        Counterparty = AccountId.Parse("1003"),
        AtLeast = Amount.Parse("1.50"),
        AtMost = Amount.Parse("20"),
        Currency = CurrencyCode.Usd,
        Decision = "allowed",
        Code = AuditCode.OperationIntent,
        State = "in_doubt",
        ErrorCode = "LIMIT_EXCEEDED",
        Outcome = AuditOutcome.InDoubt,
        OperationId = new OperationId(Guid.CreateVersion7(Now)),
        RequestId = "0199c0de000070008000000000000001",
        IdempotencyKey = IdempotencyKey.Parse("a-key-of-some-length"),
        BackendTransactionId = "t-1",
        TookAtLeast = TimeSpan.FromMilliseconds(5),
        TookAtMost = TimeSpan.FromMilliseconds(5000),
        Build = "1.0.0+abc",
        PolicyVersion = 7,
        Text = "#50% off?",
    };

    [Fact]
    public void A_filter_comes_back_from_its_address_as_it_was()
    {
        var query = TrailSearch.QueryOf(Everything, null);
        var search = TrailSearch.Read(query, Now);

        Assert.Empty(search.Problems);
        Assert.Equal(Everything, search.Filter);
        Assert.Equal(query, search.Query());
        Assert.Equal(typeof(AuditFilter).GetProperties().Count(it => it.CanWrite), search.Given.Count);
    }

    [Theory]
    [InlineData("", 24)]
    [InlineData("?range=1h", 1)]
    [InlineData("?range=7d", 168)]
    [InlineData("?range=nonsense", 24)]
    public void Without_a_time_it_is_a_span_up_to_now(string query, int hours)
    {
        var search = TrailSearch.Read(query, Now);

        Assert.Equal(Now.AddHours(-hours), search.Filter.From);
        Assert.Null(search.Filter.To);
        Assert.Null(search.ToKeep().From);
    }

    /// <summary>The counts show states as words.</summary>
    [Theory]
    [InlineData("pending approval")]
    [InlineData("Pending_Approval")]
    public void A_state_is_found_as_it_is_shown_or_kept(string typed) =>
        Assert.Equal("pending_approval", TrailSearch.Read($"?state={Uri.EscapeDataString(typed)}", Now).Filter.State);

    /// <summary>A time in a form's field, and in the address of the next page, has one form, whatever an address began with.</summary>
    [Theory]
    [InlineData("2026-11-27T05:00:00.0000000+00:00")]
    [InlineData("2026-11-27T06:00:00+01:00")]
    [InlineData("2026-11-27T05:00")]
    public void A_time_is_shown_as_the_form_has_it(string typed)
    {
        var search = TrailSearch.Read($"?from={Uri.EscapeDataString(typed)}", Now);

        Assert.Equal(new DateTimeOffset(2026, 11, 27, 5, 0, 0, TimeSpan.Zero), search.Filter.From);
        Assert.Equal("2026-11-27T05:00:00", search.Given["from"]);
    }

    [Fact]
    public void All_time_is_no_time()
    {
        var search = TrailSearch.Read("?range=all", Now);
        Assert.Equal(AuditFilter.Everything, search.Filter);
        Assert.Equal("?range=all", search.Query());
    }

    [Fact]
    public void A_time_that_is_chosen_ends_the_span_and_a_span_ends_the_time()
    {
        var search = TrailSearch.Read("?range=7d&tool=get_account&older=x", Now);
        var between = TrailSearch.Read(search.Between(Now.AddHours(-2), Now.AddHours(-1)), Now);

        Assert.Equal((Now.AddHours(-2), Now.AddHours(-1)), (between.Filter.From, between.Filter.To));
        Assert.Null(between.Span);
        Assert.Null(between.Cursor);
        Assert.Equal("get_account", between.Filter.Tool);
        Assert.Equal("?tool=get_account&range=1h", between.Over("1h"));
        Assert.Equal("?range=7d", search.With("tool", null));
    }

    [Fact]
    public void What_cannot_be_read_is_named_and_what_does_not_fit_together_too()
    {
        var search = TrailSearch.Read(
            "?account=x&outcome=3&code=200&currency=usd&took_at_least=-1&policy_version=1e3",
            Now
        );
        Assert.Equal(
            ["Outcome", "What happened", "Account", "Currency", "Took from", "Policy version"],
            search.Problems.Select(problem => problem.Field)
        );

        var mixed = TrailSearch.Read("?at_least=5&at_most=4&text=ab", Now);
        Assert.Equal(["Amount to", "Text"], mixed.Problems.Select(problem => problem.Field));
    }

    [Fact]
    public void A_page_is_towards_older_ones_or_towards_newer_ones()
    {
        var search = TrailSearch.Read("?tool=get_account", Now);
        var older = TrailSearch.Read(search.Older("abc"), Now);
        var newer = TrailSearch.Read(older.Newer("def"), Now);

        Assert.Equal(("abc", false), (older.Cursor, older.IsTowardsNewer));
        Assert.Equal(("def", true), (newer.Cursor, newer.IsTowardsNewer));
        Assert.Equal("?tool=get_account", newer.Query());
    }
}
