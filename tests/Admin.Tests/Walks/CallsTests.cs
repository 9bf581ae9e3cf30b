using System.Security.Cryptography;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>The trail, searched, opened, compared and taken along.</summary>
[Collection(nameof(InTheHouse))]
public sealed class CallsTests(House house)
{
    [Fact]
    public async Task A_search_is_narrowed_by_counts_chips_and_bars_and_lives_in_the_address()
    {
        await using var rita = await house.SignedInAsync("rita");
        await Trail.PayAsync(house, "walk-calls-payment-1", "11.00");
        await Trail.PayAsync(house, "walk-calls-payment-2", "12.00");
        await rita.GoAsync("/calls", "Tool calls");
        await rita.Row("transfer_funds").First.WaitForAsync();

        var narrow = rita.Page.GetByRole(AriaRole.Region, new() { Name = "Narrow the search" });
        await narrow.GetByRole(AriaRole.Link, new() { Name = "transfer_funds" }).ClickAsync();
        await rita.ExpectInAddressAsync("tool=transfer_funds");
        await narrow.GetByRole(AriaRole.Link, new() { Name = "Succeeded", Exact = true }).ClickAsync();
        await rita.ExpectInAddressAsync("outcome=Succeeded");
        await rita.Row("12.00 USD").First.WaitForAsync();
        await Assertions.Expect(rita.Row("Operation intent")).ToHaveCountAsync(0);
        await rita.PictureAsync("calls-narrowed");

        await rita.Page.GetByRole(AriaRole.Link, new() { Name = "Remove Outcome: Succeeded" }).ClickAsync();
        await rita.Row("Operation intent").First.WaitForAsync();

        var bars = rita.Page.Locator(".brush div");
        await bars.First.WaitForAsync();
        await bars.Last.DragToAsync(bars.Last);
        await rita.ExpectInAddressAsync("from=");
        await rita.Row("12.00 USD").First.WaitForAsync();
        await rita.Page.GoBackAsync();
        await rita.ExpectInAddressAsync("from=", isThere: false);

        await rita.Page.GetByLabel("Idempotency key").FillAsync("walk-calls-payment-1");
        await rita.Button("Search").ClickAsync();
        await rita.ExpectInAddressAsync("idempotency_key=");
        await rita.Row("11.00 USD").First.WaitForAsync();
        await Assertions.Expect(rita.Row("12.00 USD")).ToHaveCountAsync(0);
        rita.AssertQuiet();
    }

    [Fact]
    public async Task What_cannot_be_searched_for_is_said_and_what_is_not_there_is_said_too()
    {
        await using var rita = await house.SignedInAsync("rita");
        await rita.Page.GotoAsync("/calls?account=abc&outcome=3");
        await rita.Page.GetByText("Account: must be an account's number.").WaitForAsync();

        await rita.GoAsync("/calls?principal=nobody-ever", "Tool calls");
        await rita.Page.GetByText("No record fits.").WaitForAsync();
    }

    [Fact]
    public async Task What_is_new_is_told_and_shown_when_somebody_asks()
    {
        await Trail.PayAsync(house, "walk-calls-news-0000", "13.12");
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync("/calls?principal=alice", "Tool calls");
        await Trail.PayAsync(house, "walk-calls-news-0001", "13.13");

        var news = rita.Page.GetByRole(AriaRole.Button, new() { Name = "new: show" });
        await news.WaitForAsync();
        Assert.Equal(0, await rita.Row("13.13 USD").CountAsync());
        await news.ClickAsync();
        await rita.Row("13.13 USD").First.WaitForAsync();
    }

    [Fact]
    public async Task Pages_go_to_older_records_and_back_to_newer_ones()
    {
        await using var rita = await house.SignedInAsync("rita");
        for (var at = 0; at < 60; at++)
        {
            await house.AskAsync("olga", new Application.Stops.ListStops());
        }

        await rita.GoAsync("/calls?principal=olga&tool=list_stops", "Tool calls");
        var first = rita.Page.Locator(".records tbody tr th a");
        await first.First.WaitForAsync();
        var newest = await first.First.GetAttributeAsync("href");
        var pages = rita.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages", Exact = true });

        await pages.GetByRole(AriaRole.Link, new() { Name = "Older" }).ClickAsync();
        await rita.ExpectInAddressAsync("older=");
        await pages.GetByRole(AriaRole.Link, new() { Name = "Newer" }).ClickAsync();
        await rita.ExpectInAddressAsync("newer=");
        await rita.Page.Locator($".records a[href='{newest}']").WaitForAsync();
    }

    [Fact]
    public async Task A_record_is_masked_and_revealed_for_a_reason()
    {
        var operation = await Trail.PayAsync(house, "walk-calls-reveal-001", "14.00");
        await using (var olga = await house.SignedInAsync("olga"))
        {
            await olga.GoAsync($"/calls?operation_id={operation}", "Tool calls");
            await olga.Page.Locator(".records tbody tr th a").First.ClickAsync();
            await olga.Heading("Record").WaitForAsync();
            await olga.Page.GetByText("What it holds, masked").WaitForAsync();
            Assert.Equal(0, await olga.Button("Reveal this record").CountAsync());
        }

        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync($"/calls?operation_id={operation}&code=OperationIntent", "Tool calls");
        await rita.Page.Locator(".records tbody tr th a").First.ClickAsync();
        await rita.Page.GetByText("••••01").WaitForAsync();
        await rita.Button("Reveal this record").ClickAsync();
        await rita.Page.GetByText("reason: Must not be empty.").WaitForAsync();
        await rita.Page.GetByLabel("Reason").FillAsync("case 7");
        await rita.Button("Reveal this record").ClickAsync();
        await rita.Page.GetByText("What it holds, revealed").WaitForAsync();
        await rita.Page.GetByText("<img src=x onerror=alert(1)>").WaitForAsync();
        await rita.Page.GetByText("Seal ", new() { Exact = false }).First.WaitForAsync();
        await rita.PictureAsync("record-revealed");
        await rita.AssertAccessibleAsync();
        rita.AssertQuiet();
    }

    [Fact]
    public async Task Two_records_are_compared_member_by_member()
    {
        var operation = await Trail.PayAsync(house, "walk-calls-compare-01", "15.00");
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync($"/calls?operation_id={operation}", "Tool calls");
        var boxes = rita.Page.Locator(".records input[type=checkbox]");
        await boxes.Nth(0).CheckAsync();
        await boxes.Nth(1).CheckAsync();
        await rita.Page.GetByRole(AriaRole.Link, new() { Name = "Compare the two" }).ClickAsync();
        await rita.Heading("Two records").WaitForAsync();
        await rita.Page.Locator("tr.differs").First.WaitForAsync();
        await rita.PictureAsync("compared");
        await rita.AssertAccessibleAsync();
    }

    [Fact]
    public async Task A_search_is_kept_and_found_again_and_removed()
    {
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync("/calls?tool=transfer_funds", "Tool calls");
        await rita.Page.GetByLabel("Keep this search as").FillAsync("<b>payments</b>");
        await rita.Button("Keep").ClickAsync();
        await rita.Page.GetByText("Kept as <b>payments</b>.").WaitForAsync();
        Assert.EndsWith(
            "/calls?tool=transfer_funds",
            await rita.Page.GetByRole(AriaRole.Link, new() { Name = "<b>payments</b>" }).GetAttributeAsync("href")
        );
        await rita.Button("Remove the kept search <b>payments</b>").ClickAsync();
        await rita.Page.GetByText("None yet.").WaitForAsync();
    }

    [Fact]
    public async Task An_export_is_a_file_whose_digest_the_page_and_the_trail_tell()
    {
        var operation = await Trail.PayAsync(house, "walk-calls-export-001", "16.00");
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync($"/calls?operation_id={operation}", "Tool calls");
        var download = await rita.Page.RunAndWaitForDownloadAsync(() => rita.Button("Export").ClickAsync());

        var bytes = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.EndsWith(".csv", download.SuggestedFilename);
        Assert.Contains("\"16.00\"", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        await rita.Page.GetByText(digest).WaitForAsync();
        Assert.Equal(
            1,
            await house.Database.CountAsync(
                $"select count(*) from audit_event where code = 513 and position('{digest}' in convert_from(record, 'UTF8')) > 0"
            )
        );
        rita.AssertQuiet();
    }

    [Fact]
    public async Task Nobody_takes_records_without_the_right_or_from_another_site()
    {
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/calls", "Tool calls");
        Assert.Equal(0, await olga.Button("Export").CountAsync());
        Assert.Contains(await ExportAsync(olga), (int[])[302, 403]);

        await using var rita = await house.SignedInAsync("rita");
        Assert.Equal(400, await ExportAsync(rita));
        await using var visitor = await house.VisitorAsync();
        Assert.Equal(302, await ExportAsync(visitor));
    }

    /// <summary>As a script of somebody else's would.</summary>
    private async Task<int> ExportAsync(Person person)
    {
        var form = person.Context.APIRequest.CreateFormData();
        form.Set("format", "Csv");
        form.Set("search", "");
        var answer = await person.Context.APIRequest.PostAsync(
            house.Url + "/audit/export",
            new APIRequestContextOptions { MaxRedirects = 0, Form = form }
        );
        Assert.DoesNotContain("recorded_at", await answer.TextAsync(), StringComparison.Ordinal);
        return answer.Status;
    }
}
