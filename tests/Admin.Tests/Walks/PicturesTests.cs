using System.Globalization;
using FinancialMcp.Testing;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>
/// Pages as they seldom are: with nothing to show, without the database, and with a million calls. For build/screenshots.sh, which asks
/// for them by name; each is looked at by axe as well.
/// </summary>
public sealed class PicturesTests
{
    private const int Many = 1_000_000;

    private static readonly (string Who, string Path, string Heading)[] Empty =
    [
        ("olga", "/calls?principal=nobody-ever", "Tool calls"),
        ("paul", "/approvals", "Approvals"),
        ("paul", "/approvals?tab=decided", "Approvals"),
        ("olga", "/doubts", "In doubt"),
        ("olga", "/agents", "Agents"),
        ("olga", "/stop", "Stop"),
        ("rita", "/verify", "Verify"),
        ("rita", "/retention", "Retention"),
    ];

    private static readonly (string Who, string Path, string Heading)[] Full =
    [
        ("rita", "/", "Overview"),
        ("rita", "/calls", "Tool calls"),
        ("rita", "/calls?tool=transfer_funds&range=7d", "Tool calls"),
        ("rita", "/verify", "Verify"),
    ];

    [Fact(Explicit = true)]
    public async Task Pages_with_nothing_and_pages_with_a_million_calls()
    {
        await using var house = new House();
        await house.InitializeAsync();
        await LookAsync(house, Empty, "empty");
        await house.PayAsync("busy-agent", "12.00");
        await house.CallAsync("busy-agent", "list_accounts", new Dictionary<string, object?>());
        await CopyAsync(house);
        Assert.True(await house.Database.CountAsync("select count(*) from audit_event") > Many);
        await LookAsync(house, Full, "a million calls");
    }

    [Fact(Explicit = true)]
    public async Task Every_page_without_the_database()
    {
        await using var house = new House();
        await house.InitializeAsync();
        await using var database = new FaultProxy(house.DatabasePort, seed: 5);
        var port = database.Port.ToString(CultureInfo.InvariantCulture);
        await using var server = await house.ReplicaAsync(("DB_PORT", port));
        await using var people = new Belongings();
        var open = new List<(Person Person, string Name)>();
        foreach (var (who, path, heading) in FrameTests.Rooms)
        {
            var person = people.Keep(await house.SignedInAsync(who, url: server.AdminUrl));
            await person.GoAsync(path, heading);
            open.Add((person, FrameTests.NameOf(path, heading)));
        }

        database.Switch(Toxic.Down);
        foreach (var (person, name) in open)
        {
            await person.Button("Read again").ClickAsync();
            await person.Page.Locator("[data-stale=true]").WaitForAsync();
            await person.PictureAsync($"{name}-without database");
            await person.AssertAccessibleAsync();
        }
    }

    private static async Task LookAsync(House house, (string Who, string Path, string Heading)[] rooms, string how)
    {
        foreach (var (who, path, heading) in rooms)
        {
            await using var person = await house.SignedInAsync(who);
            await person.GoAsync(path, heading);
            await person
                .Page.Locator("[aria-busy=true]")
                .First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
            var name = path.Contains('?', StringComparison.Ordinal) ? $"{heading} {path.Split('?', '=')[1]}" : heading;
            Assert.Empty(await person.LookRoundAsync($"{name}-{how}"));
        }
    }

    /// <summary>Copies the records there are over the last day, past the stores: these pages verify nothing.</summary>
    private static Task CopyAsync(House house)
    {
        const string Copied =
            "schema_version, retention, code, request_id, subject, acting_party, tool, decision, error_code, state, duration_us, "
            + "build, record, mac_key_id, mac";
        var many = Many.ToString(CultureInfo.InvariantCulture);
        return Trail.OverrideAsync(
            house,
            $"""
            insert into audit_event (id, {Copied}, recorded_at)
            select gen_random_uuid(), {Copied},
                greatest(date_trunc('month', now()), now() - ({many} - n) * interval '86 milliseconds')
            from generate_series(1, {many}) n
            join (select row_number() over (order by seq) - 1 as place, count(*) over () as present, * from audit_event) t
                on place = n % present
            """
        );
    }
}
