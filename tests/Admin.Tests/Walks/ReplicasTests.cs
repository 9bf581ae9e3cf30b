using System.Net;
using FinancialMcp.Testing;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>Several servers with one database: people may be at any of them, and stay where they are when one dies.</summary>
[Collection(nameof(AtTheDesks))]
public sealed class ReplicasTests(House house)
{
    [Fact]
    public async Task A_page_whose_server_dies_goes_on_at_another_with_what_its_address_says()
    {
        await Trail.PayAsync(house, "walk-replicas-0000001", "17.17");
        await using var first = await house.ReplicaAsync();
        await using var second = await house.ReplicaAsync();
        await using var balancer = new Balancer();
        balancer.Put(AddressOf(first));
        await using var rita = await house.SignedInAsync("rita", url: balancer.Url);
        await rita.GoAsync("/calls?tool=transfer_funds&outcome=Succeeded", "Tool calls");
        await rita.Row("17.17 USD").First.WaitForAsync();
        var rows = rita.Page.Locator(".records tbody tr");
        var shown = await rows.CountAsync();

        balancer.Put(AddressOf(second));
        await first.Process.KillAsync();
        balancer.TakeOut(AddressOf(first), cutConnections: true);

        // The new page has not the mark that the old one was given.
        await rita.Page.EvaluateAsync("document.body.dataset.old = 'yes'");
        await rita.Page.Locator("body:not([data-old])").WaitForAsync(new() { Timeout = 60_000 });
        await rita.Page.Locator("[data-stale=false]").WaitForAsync();
        await rita.Row("17.17 USD").First.WaitForAsync();
        Assert.EndsWith("/calls?tool=transfer_funds&outcome=Succeeded", rita.Page.Url, StringComparison.Ordinal);
        Assert.True(await rows.CountAsync() >= shown, "as many records as before");
        Assert.NotEqual(0, balancer.ConnectionsTo(AddressOf(second)));

        await rita.Page.GetByRole(AriaRole.Link, new() { Name = "Verify", Exact = true }).ClickAsync();
        await rita.Heading("Verify").WaitForAsync();
    }

    [Fact]
    public async Task Without_the_database_an_open_page_says_that_it_is_old_and_no_other_is_shown()
    {
        await using var database = new FaultProxy(house.DatabasePort, seed: 5);
        await using var server = await house.ReplicaAsync(
            ("DB_PORT", database.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
        await using var rita = await house.SignedInAsync("rita", url: server.AdminUrl);
        await rita.GoAsync("/", "Overview");

        database.Switch(Toxic.Down);
        await rita.Page.Locator("[data-stale=true]").WaitForAsync();
        await rita.Page.GetByText("The database does not answer").First.WaitForAsync();
        await rita
            .Page.Locator(".verdict.mud-alert-outlined-normal", new() { HasText = "Not known now" })
            .WaitForAsync();
        var answer = await rita.Context.APIRequest.GetAsync(server.AdminUrl + "/calls");
        Assert.Equal(503, answer.Status);
        Assert.Equal("5", answer.Headers["retry-after"]);
        Assert.Contains("Try again in a few seconds", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", answer.Headers["content-security-policy"], StringComparison.Ordinal);

        database.Switch(Toxic.None);
        await rita.Page.Locator("[data-stale=false]").WaitForAsync(new() { Timeout = 60_000 });
        Assert.Equal(0, await rita.Page.GetByText("Not known now").CountAsync());
        await rita.GoAsync("/calls", "Tool calls");
    }

    private static IPEndPoint AddressOf(ServerProcess server) =>
        new(IPAddress.Loopback, new Uri(server.AdminUrl!).Port);
}
