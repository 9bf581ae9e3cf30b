using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>
/// How long records are kept, and how a month of them goes: of records that no server wrote. So not in the house whose trail is verified, which
/// would rightly find them.
/// </summary>
[Collection(nameof(AtTheDesks))]
public sealed class RetentionTests(House house)
{
    [Fact]
    public async Task A_hold_is_placed_for_a_case_and_lifted_with_a_reason()
    {
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync("/retention", "Retention");
        await rita.Page.GetByLabel("Case").FillAsync("<i>Case 9</i>");
        await rita.Page.GetByLabel("Records from").FillAsync("2026-01-01T00:00");
        await rita.Page.GetByLabel("Reason").FillAsync("the court asks");
        await rita.Button("Place the hold").ClickAsync();
        await rita.Row("<i>Case 9</i>").First.WaitForAsync();
        await rita.PictureAsync("retention-held");

        await rita.Button("Lift the hold of <i>Case 9</i>").ClickAsync();
        var panel = rita.Page.GetByRole(AriaRole.Region, new() { Name = "Lift a hold" });
        await panel.GetByRole(AriaRole.Button, new() { Name = "Lift it" }).ClickAsync();
        await rita.Page.GetByText("reason: Must not be empty.").WaitForAsync();
        await panel.GetByLabel("Reason").FillAsync("the case is over");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Lift it" }).ClickAsync();
        await rita.Page.GetByText("lifted by rita").WaitForAsync();
        rita.AssertQuiet();
    }

    [Fact]
    public async Task A_month_goes_when_an_auditor_asks_and_an_administrator_confirms()
    {
        const string Old = "audit_event_other_2015_03";
        await Trail.OverrideAsync(
            house,
            $"""
            create table {Old} partition of audit_event_other for values from ('2015-03-01 00:00Z') to ('2015-04-01 00:00Z');
            insert into audit_event (id, schema_version, retention, code, request_id, decision, build, record, mac_key_id, mac,
                recorded_at)
            select gen_random_uuid(), 1, 2, 100, 'old', 'none', 'test', '{"{}"}', 'm-test', decode(repeat('00', 32), 'hex'),
                '2015-03-02 00:00Z'::timestamptz + at * interval '1 second' from generate_series(1, 3) as at
            """
        );
        try
        {
            await using (var rita = await house.SignedInAsync("rita"))
            {
                await rita.GoAsync("/retention", "Retention");
                await rita.Button("What would go with Reads and what came to nothing of 2015-03").ClickAsync();
                await rita.Page.GetByText("3 records would be removed for good").WaitForAsync();
                var panel = rita.Page.GetByRole(AriaRole.Region, new() { Name = "What would be removed" });
                await panel.GetByLabel("Reason").FillAsync("old enough");
                await rita.PictureAsync("retention-asked");
                await panel.GetByRole(AriaRole.Button, new() { Name = "Ask for the removal" }).ClickAsync();
                await rita.Page.GetByText("waits for an administrator").WaitForAsync();
                await rita.AssertAccessibleAsync();
            }

            await using var ada = await house.SignedInAsync("ada");
            await ada.GoAsync("/retention", "Retention");
            Assert.Equal(0, await ada.Button("Place the hold").CountAsync());
            await ada.Button("Confirm the removal of Reads and what came to nothing of 2015-03").ClickAsync();
            await ada.Page.GetByRole(AriaRole.Form).GetByLabel("Reason").FillAsync("agreed");
            await house.ConfirmAsync(ada, "ada");
            await ada.Button("Confirm the removal").ClickAsync();
            await ada.Page.GetByText("financial-mcp audit drop --request").First.WaitForAsync();
            ada.AssertQuiet();
        }
        finally
        {
            await Trail.OverrideAsync(house, $"drop table {Old}; delete from audit_drop");
        }
    }
}
