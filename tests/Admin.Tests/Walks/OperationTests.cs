using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>One operation as a timeline.</summary>
[Collection(nameof(InTheHouse))]
public sealed class OperationTests(House house)
{
    [Fact]
    public async Task An_operation_is_told_from_its_request_to_who_looked_at_it()
    {
        var operation = await Trail.PayAsync(house, "walk-operation-0001", "21.00");
        await Trail.PayAsync(house, "walk-operation-0001", "21.00");
        await using (var olga = await house.SignedInAsync("olga"))
        {
            await olga.GoAsync($"/operations/{operation}", "Operation");
        }

        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync($"/operations/{operation}", "Operation");
        await rita.Page.GetByRole(AriaRole.Heading, new() { Name = "transfer funds: succeeded" }).WaitForAsync();
        Assert.Equal(
            [
                "It was asked for",
                "The policy judged it",
                "Attempt 1 began",
                "The bank answered attempt 1: 201",
                "It ended: succeeded",
                "It was asked for again under the same key",
                "olga looked at it",
            ],
            await rita.Page.Locator(".events h3").AllInnerTextsAsync()
        );
        await rita.Page.GetByText("Seal ").First.WaitForAsync();
        await rita.AssertAccessibleAsync();
        await rita.PictureAsync("operation");
        await rita.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.False(await rita.Page.Locator(".mud-appbar").IsVisibleAsync());
        Assert.False(await rita.Page.Locator(".mud-drawer").IsVisibleAsync());
        await rita.PictureAsync("operation-printed");
        await rita.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        await rita.Page.Locator(".events a[href^='/calls/']").First.ClickAsync();
        await rita.Heading("Record").WaitForAsync();
        rita.AssertQuiet();
    }

    [Fact]
    public async Task An_approver_sees_what_people_decide_on_and_nothing_else()
    {
        var operation = await Trail.PayAsync(house, "walk-operation-0002", "22.00");
        await using var paul = await house.SignedInAsync("paul");
        await paul.Page.GotoAsync($"/operations/{operation}");
        await paul.Page.GetByText("There is no such operation.").WaitForAsync();
        await paul.Page.GotoAsync("/operations/not-an-id");
        await paul.Page.GetByText("There is no such operation.").WaitForAsync();
    }
}
