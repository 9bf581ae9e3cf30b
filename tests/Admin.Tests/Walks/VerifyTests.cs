using System.IO.Compression;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>Whether the trail is what was written.</summary>
[Collection(nameof(InTheHouse))]
public sealed class VerifyTests(House house)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_record_is_named_and_its_repair_is_seen()
    {
        var operation = await Trail.PayAsync(house, "walk-verify-000001", "31.00");
        var record = (
            await house.Database.ReadAsync(
                $"select seq from audit_event where operation_id = '{operation}' order by seq limit 1",
                row => row.GetInt64(0)
            )
        )[0];
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync("/verify", "Verify");
        await VerifyAsync(rita, "Nothing was found wrong in");
        await rita.PictureAsync("verify");
        await rita.AssertAccessibleAsync();

        await Trail.OverrideAsync(
            house,
            $"update audit_event set amount_minor = amount_minor + 1 where seq = {record}"
        );
        await VerifyAsync(rita, "1 finding at");
        await rita.Row("column mismatch").WaitForAsync();
        await rita.PictureAsync("verify-found");
        await rita.AssertAccessibleAsync();
        await rita.Row("column mismatch").GetByRole(AriaRole.Link).First.ClickAsync();
        await rita.Heading("Record").WaitForAsync();
        await rita.Page.GetByText("Seal ").First.WaitForAsync();

        await Trail.OverrideAsync(
            house,
            $"update audit_event set amount_minor = amount_minor - 1 where seq = {record}"
        );
        await rita.GoAsync("/verify", "Verify");
        await VerifyAsync(rita, "Nothing was found wrong in");
        rita.AssertQuiet();
    }

    [Fact]
    public async Task The_keys_and_a_pack_are_taken_along()
    {
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync("/verify", "Verify");
        var keys = await rita.Page.RunAndWaitForDownloadAsync(() =>
            rita.Page.GetByRole(AriaRole.Link, new() { Name = "Download the public keys" }).ClickAsync()
        );
        Assert.Equal("seals.pem", keys.SuggestedFilename);
        Assert.Contains("BEGIN PUBLIC KEY", await File.ReadAllTextAsync(await keys.PathAsync(), Cancel));

        var pack = await rita.Page.RunAndWaitForDownloadAsync(() => rita.Button("Make the pack").ClickAsync());
        await using var zip = await ZipFile.OpenReadAsync(await pack.PathAsync(), Cancel);
        Assert.Contains("manifest.sig", zip.Entries.Select(entry => entry.FullName));
        await rita.Page.GetByText("Done: ").WaitForAsync();
        rita.AssertQuiet();

        await using var olga = await house.SignedInAsync("olga");
        var refused = await olga.Context.APIRequest.GetAsync(
            house.Url + "/audit/keys.pem",
            new APIRequestContextOptions { MaxRedirects = 0 }
        );
        Assert.Contains(refused.Status, (int[])[302, 403]);
    }

    private static async Task VerifyAsync(Person rita, string verdict)
    {
        var runs = rita.Page.Locator(".run");
        var before = await runs.CountAsync();
        await rita.Button("Verify now").ClickAsync();
        await runs.Nth(before).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await rita.Page.GetByText(verdict).First.WaitForAsync();
    }
}
