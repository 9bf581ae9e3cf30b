using System.Text.Json;
using FinancialMcp.Sandbox.Faults;
using FinancialMcp.Sandbox.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Sandbox.Tests.Faults;

public sealed class FaultPortTests
{
    private static readonly string[] LineMembers = ["service", "method", "path", "idempotency_key", "subject", "fault"];

    [Fact]
    public async Task Without_the_option_there_is_no_fault_port()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        Assert.Null(bank.Host.FaultUrl);
        (await bank.Olivia.AccountsAsync(HttpMethod.Post, "/faults", """{"kind": "error"}""")).Expect(404);
        (await bank.Olivia.TransactionsAsync(HttpMethod.Post, "/faults", """{"kind": "error"}""")).Expect(404);
    }

    [Fact]
    public async Task The_fault_port_is_on_loopback_whatever_the_services_listen_on()
    {
        await using var bank = await StartAsync(o => o with { Host = "0.0.0.0" });

        Assert.Equal("127.0.0.1", bank.Host.FaultUrl!.Host);
        Assert.Equal("127.0.0.1", bank.Host.AccountUrl.Host);
        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(200);
    }

    [Fact]
    public async Task A_script_meets_its_service_method_path_and_count_and_is_then_spent()
    {
        await using var bank = await StartAsync();
        var faults = new FaultClient(bank);
        await faults.PostAsync(
            "/faults",
            """{"kind": "error", "service": "account", "method": "get", "path": "/api/accounts/100*", "skip": 1, "count": 2}"""
        );

        (await bank.Alice.GetAccountsAsync("/api/accounts")).Expect(200);
        (await bank.Alice.GetTransactionsAsync("/api/transactions/account/1001")).Expect(200);
        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(200);
        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(500);
        (await bank.Alice.GetAccountsAsync("/api/accounts/1002")).Expect(500);
        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(200);

        var shown = Assert.Single((await faults.GetAsync("/faults")).EnumerateArray());
        Assert.Equal(
            (3, 2, true),
            (Number(shown, "matched"), Number(shown, "fired"), shown.GetProperty("spent").GetBoolean())
        );
    }

    [Fact]
    public async Task A_script_may_meet_one_key_alone_and_the_log_tells_of_it_alone()
    {
        await using var bank = await StartAsync();
        var faults = new FaultClient(bank);
        await faults.ScriptAsync("error", ", \"idempotency_key\": \"k-2\"");

        (await bank.Alice.TransferAsync(1001, 1003, "1", "k-1")).Expect(201);
        (await bank.Alice.TransferAsync(1001, 1003, "1", "k-2")).Expect(500);

        var arrived = Assert.Single((await faults.GetAsync("/requests?idempotency_key=k-2")).EnumerateArray());
        Assert.Equal(("k-2", "error"), (Text(arrived, "idempotency_key"), Text(arrived, "fault")));
    }

    [Fact]
    public async Task A_script_with_count_zero_lasts_until_it_is_cleared()
    {
        await using var bank = await StartAsync();
        var faults = new FaultClient(bank);
        var (_, added) = await faults.PostAsync("/faults", """{"kind": "unavailable", "count": 0}""");
        for (var i = 0; i < 5; i++)
        {
            (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(503);
        }

        Assert.Equal(200, await faults.DeleteAsync($"/faults/{Number(added, "id")}"));
        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(200);
        Assert.Equal(400, await faults.DeleteAsync($"/faults/{Number(added, "id")}"));
        await faults.PostAsync("/faults", """{"kind": "unavailable", "count": 0}""");
        Assert.Equal(200, await faults.DeleteAsync("/faults"));
        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(200);
    }

    [Theory]
    [InlineData("""{"kind": "explode"}""")]
    [InlineData("""{"kind": "error", "sevice": "account"}""")]
    [InlineData("""{"kind": "error", "service": "ledger"}""")]
    [InlineData("""{"kind": "error", "count": -1}""")]
    [InlineData("""{"kind": "error", "status": 200}""")]
    [InlineData("""{"kind": "delay", "delay_ms": 600001}""")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    public async Task A_script_that_makes_no_sense_is_refused(string body)
    {
        await using var bank = await StartAsync();

        Assert.Equal(400, (await new FaultClient(bank).PostAsync("/faults", body)).Status);
    }

    [Theory]
    [InlineData("/api/*", "/api/accounts", true)]
    [InlineData("/api/*/reverse", "/api/transactions/1/reverse", true)]
    [InlineData("/api/*/reverse", "/api/transactions/1/reversed", false)]
    [InlineData("*", "", true)]
    [InlineData("/a*b*c", "/a-b-b-c", true)]
    [InlineData("/a*b*c", "/a-c-b", false)]
    [InlineData("/api", "/api/", false)]
    public void A_star_stands_for_any_characters(string pattern, string path, bool fits) =>
        Assert.Equal(fits, FaultPlan.Fits(pattern, path));

    [Fact]
    public async Task The_request_log_tells_what_arrived_answered_or_not()
    {
        await using var bank = await StartAsync();
        var faults = new FaultClient(bank);
        await faults.ScriptAsync("drop_before_commit");

        await Assert.ThrowsAsync<HttpRequestException>(() => bank.Alice.TransferAsync(1001, 1003, "1", "k-1"));
        (await bank.Nobody.GetAccountsAsync("/api/accounts?page=2")).Expect(403);

        var log = (await faults.GetAsync("/requests")).EnumerateArray().ToList();
        Assert.Equal(
            [
                "transaction POST /api/transactions/transfer k-1 alice drop_before_commit",
                "account GET /api/accounts - - -",
            ],
            log.Select(Line)
        );
        Assert.Equal("?page=2", log[1].GetProperty("query").GetString());
        Assert.Single((await faults.GetAsync("/requests?after=1")).EnumerateArray());
        Assert.Single((await faults.GetAsync("/requests?limit=1")).EnumerateArray());
        await faults.DeleteAsync("/requests");
        Assert.Empty((await faults.GetAsync("/requests")).EnumerateArray());
    }

    [Fact]
    public void The_request_log_is_bounded()
    {
        var log = new RequestLog(
            new Sandbox.Auth.BankTokens(TestTokens.Secret, TimeProvider.System),
            TimeProvider.System
        );
        var http = new DefaultHttpContext();
        for (var i = 0; i < 10_001; i++)
        {
            log.Add("account", http, null);
        }

        var kept = log.After(0, int.MaxValue, null);

        Assert.Equal(10_000, kept.Count);
        Assert.Equal((2, 10_001), (kept[0].Seq, kept[^1].Seq));
    }

    [Fact]
    public async Task The_journal_is_paged_in_the_order_of_commit_and_the_ledger_is_sound()
    {
        await using var bank = await StartAsync();
        var faults = new FaultClient(bank);
        (await bank.Alice.TransferAsync(1001, 1003, "1.25", "k-1")).Expect(201);

        var walked = new List<JsonElement>();
        for (long after = 0; ; after = Number(walked[^1], "seq"))
        {
            var page = (await faults.GetAsync($"/journal?after={after}&limit=50")).EnumerateArray().ToList();
            walked.AddRange(page);
            if (page.Count < 50)
            {
                break;
            }
        }

        Assert.Equal(LedgerFacts.Number(bank.Host.LedgerPath, "SELECT count(*) FROM journal"), walked.Count);
        var last = walked[^1];
        Assert.Equal(
            ("TRANSFER", "k-1", "alice"),
            (Text(last, "type"), Text(last, "idempotency_key"), Text(last, "subject"))
        );
        Assert.Equal(
            (1001, 1003, 125),
            (Number(last, "from_account"), Number(last, "to_account"), Number(last, "amount"))
        );
        Assert.Equal("COMPLETED", Text(last, "status"));
        Assert.True((await faults.GetAsync("/ledger")).GetProperty("sound").GetBoolean());
    }

    private static Task<TestBank> StartAsync(Func<SandboxOptions, SandboxOptions>? change = null) =>
        TestBank.StartAsync(BankContract.V1, o => (change?.Invoke(o) ?? o) with { FaultPort = 0 });

    private static string Line(JsonElement request) =>
        string.Join(' ', LineMembers.Select(m => Text(request, m) ?? "-"));

    private static string? Text(JsonElement json, string member) =>
        json.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static long Number(JsonElement json, string member) => json.GetProperty(member).GetInt64();
}
