using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>What no look can settle: an operator proposes, an approver confirms.</summary>
[Collection(nameof(AtTheDesks))]
public sealed class DoubtsTests(House house)
{
    [Fact]
    public async Task How_a_doubt_ends_is_proposed_by_an_operator_and_confirmed_by_an_approver()
    {
        await house.Bank.ScriptAsync(
            new
            {
                kind = "store_manual",
                service = "transaction",
                method = "POST",
                count = 1,
            }
        );
        Assert.Equal("needs_operator", await house.PayAsync("doubted-agent", "51.13"));
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/doubts", "In doubt");
        await olga.Row("51.13 USD").GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(olga.Page.Locator(".case")).ToContainTextAsync("\"amount\":51.13");
        await Assertions.Expect(olga.Button("Confirm the proposal…")).ToHaveCountAsync(0);
        await olga.AssertAccessibleAsync();
        await olga.PictureAsync("In doubt-opened");
        await olga.Button("Propose how it ends…").ClickAsync();
        await olga.Page.GetByLabel("It did not happen").CheckAsync();
        await olga.Page.GetByLabel("Where the bank's written statement is").FillAsync("Letter 17 of the bank");
        await olga.AssertAccessibleAsync();
        await olga.Button("Propose").ClickAsync();
        await Assertions.Expect(olga.Page.GetByText("It is proposed.")).ToBeVisibleAsync();

        await using var petra = await house.NewlySignedInAsync("petra");
        await petra.GoAsync(new Uri(olga.Page.Url).PathAndQuery, "In doubt");
        await Assertions.Expect(petra.Button("Propose how it ends…")).ToHaveCountAsync(0);
        await petra.Button("Confirm the proposal…").ClickAsync();
        await house.ConfirmAsync(petra, "petra");
        await petra.PictureAsync("In doubt-confirming");
        await petra.Button("Confirm: it did not happen").ClickAsync();

        await Assertions.Expect(petra.Page.GetByText("It is settled: it did not happen.")).ToBeVisibleAsync();
        await Assertions.Expect(petra.Row("51.13 USD")).ToHaveCountAsync(0);
        olga.AssertQuiet();
        petra.AssertQuiet();
    }
}
