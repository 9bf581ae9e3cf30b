using System.Net.Sockets;
using System.Text.Json;
using FinancialMcp.Sandbox.Tests.Harness;
using FinancialMcp.Testing;

namespace FinancialMcp.Sandbox.Tests.Faults;

/// <summary>Each fault as a caller meets it, and whether the money moved.</summary>
public sealed class FaultTests
{
    private const string Key = "faulty";

    [Theory]
    [InlineData("drop_before_commit", "", false)]
    [InlineData("commit_then_drop", "", true)]
    [InlineData("reset", "", false)]
    [InlineData("reset", ", \"done\": true", true)]
    public async Task A_connection_that_ends_without_an_answer_may_have_moved_money_or_not(
        string kind,
        string more,
        bool moved
    )
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync(kind, more);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => TransferAsync(bank));

        // An orderly end is told from a reset.
        Assert.Equal(
            kind == "reset",
            error.InnerException
                is IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } }
        );
        AssertMoved(bank, moved ? 1 : 0);
        (await TransferAsync(bank)).Expect(201);
        AssertMoved(bank, 1);
    }

    [Theory]
    [InlineData("error_after_commit", "", 500, true)]
    [InlineData("error_after_commit", ", \"status\": 504", 504, true)]
    [InlineData("error", "", 500, false)]
    [InlineData("error", ", \"status\": 429", 429, false)]
    [InlineData("unavailable", "", 503, false)]
    public async Task An_error_has_the_services_shape_and_may_have_moved_money_or_not(
        string kind,
        string more,
        int status,
        bool moved
    )
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync(kind, more);

        var reply = (await TransferAsync(bank)).Expect(status);

        Assert.Equal("/api/transactions", reply.Text("path"));
        Assert.Equal(kind == "unavailable" ? "30" : null, reply.Headers.RetryAfter?.ToString());
        AssertMoved(bank, moved ? 1 : 0);
    }

    [Fact]
    public async Task Garbage_has_the_status_of_the_work_and_no_json()
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync("garbage");

        var reply = (await TransferAsync(bank)).Expect(201);

        Assert.Throws<JsonException>(() => reply.Json);
        AssertMoved(bank, 1);
    }

    [Fact]
    public async Task A_truncated_body_ends_before_its_length()
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync("truncated");

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => TransferAsync(bank));

        Assert.Equal(
            HttpRequestError.ResponseEnded,
            Assert.IsType<HttpIOException>(error.InnerException).HttpRequestError
        );
        AssertMoved(bank, 1);
    }

    [Fact]
    public async Task An_oversized_body_is_more_than_a_mebibyte()
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync("oversized");

        Assert.True((await TransferAsync(bank)).Expect(201).Body.Length > 2 * 1024 * 1024);
        AssertMoved(bank, 1);
    }

    [Fact]
    public async Task A_rewritten_answer_differs_from_what_happened()
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync("rewrite", """, "set": {"amount": 9.99, "status": "SHIPPED"}""");

        var reply = (await TransferAsync(bank)).Expect(201);

        Assert.Equal(("9.99", "SHIPPED"), (reply.Raw("amount"), reply.Text("status")));
        Assert.Equal("1.00", (await TransferAsync(bank)).Expect(201).Raw("amount"));
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("slow_body")]
    public async Task A_slow_answer_is_complete_after_its_time(string kind)
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync(kind, ", \"delay_ms\": 400");
        var began = TimeProvider.System.GetTimestamp();

        var reply = (await TransferAsync(bank)).Expect(201);

        Assert.InRange(
            TimeProvider.System.GetElapsedTime(began),
            TimeSpan.FromMilliseconds(390),
            TimeSpan.FromSeconds(30)
        );
        Assert.Equal("COMPLETED", reply.Text("status"));
        AssertMoved(bank, 1);
    }

    [Theory]
    [InlineData("false", 0)]
    [InlineData("true", 1)]
    public async Task A_call_that_is_never_answered_ends_when_the_caller_gives_up(string done, int moved)
    {
        await using var bank = await StartAsync();
        var faults = new FaultClient(bank);
        await faults.ScriptAsync("never_answer", $", \"done\": {done}");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        using var hanging = Transfer(bank);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bank.Http.SendAsync(hanging, patience.Token));

        AssertMoved(bank, moved);
        (await TransferAsync(bank)).Expect(201);
    }

    [Fact]
    public async Task What_is_late_is_done_also_for_a_caller_who_is_gone()
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync("late", ", \"delay_ms\": 400");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        using var given = Transfer(bank);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bank.Http.SendAsync(given, patience.Token));

        AssertMoved(bank, 0);
        await Eventually.TrueAsync(() => Moved(bank) == 1, TimeSpan.FromSeconds(30), "the late transfer is done");
    }

    [Fact]
    public async Task A_bank_that_stops_does_not_wait_for_calls_it_never_answers()
    {
        Task<Reply> hanging;
        await using (var bank = await StartAsync())
        {
            var faults = new FaultClient(bank);
            await faults.ScriptAsync("never_answer");
            hanging = TransferAsync(bank);
            await Eventually.TrueAsync(
                async () => (await faults.GetAsync("/requests")).GetArrayLength() == 1,
                TimeSpan.FromSeconds(20),
                "the call has arrived"
            );
        }

        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
    }

    [Fact]
    public async Task A_redirect_names_an_address_and_does_nothing()
    {
        await using var bank = await StartAsync();
        var faults = new FaultClient(bank);
        await faults.ScriptAsync("status_307");
        await faults.ScriptAsync("status_307", """, "location": "http://127.0.0.1:1/elsewhere" """);

        var same = (await TransferAsync(bank)).Expect(307);
        var elsewhere = (await TransferAsync(bank)).Expect(307);

        Assert.Equal("/api/transactions/transfer", same.Headers.Location?.OriginalString);
        Assert.Equal("http://127.0.0.1:1/elsewhere", elsewhere.Headers.Location?.OriginalString);
        AssertMoved(bank, 0);
    }

    [Theory]
    [InlineData("replay_failed", "FAILED")]
    [InlineData("store_manual", "FAILED_REQUIRES_MANUAL_ACTION")]
    [InlineData("store_processing", "PROCESSING")]
    public async Task A_row_stored_without_moving_money_is_answered_and_replayed_201(string kind, string status)
    {
        await using var bank = await StartAsync();
        await new FaultClient(bank).ScriptAsync(kind);

        var first = (await TransferAsync(bank)).Expect(201);
        var replay = (await TransferAsync(bank)).Expect(201);

        Assert.Equal(status, first.Text("status"));
        Assert.Equal(first.Body, replay.Body);
        AssertMoved(bank, 0);
        Assert.Equal(1, Journal(bank, $"status = '{status}'"));
    }

    [Theory]
    [InlineData("COMPLETED", 1)]
    [InlineData("FAILED", 0)]
    public async Task A_processing_row_settles_when_it_is_told_to(string status, int moved)
    {
        await using var bank = await StartAsync();
        var faults = new FaultClient(bank);
        await faults.ScriptAsync("store_processing");
        var id = (await TransferAsync(bank)).Expect(201).Text("transactionId");
        var settlement = $$"""{"transaction_id": "{{id}}", "status": "{{status}}"}""";

        Assert.Equal(200, (await faults.PostAsync("/settlements", settlement)).Status);
        Assert.Equal(400, (await faults.PostAsync("/settlements", settlement)).Status);

        Assert.Equal(status, (await TransferAsync(bank)).Expect(201).Text("status"));
        AssertMoved(bank, moved);
        Assert.Equal(2, Journal(bank, "1 = 1"));
    }

    private static Task<TestBank> StartAsync() =>
        TestBank.StartAsync(BankContract.V1, o => o with { FaultPort = 0, Clock = TimeProvider.System });

    private static Task<Reply> TransferAsync(TestBank bank) => bank.Alice.TransferAsync(1001, 1003, "1", Key);

    /// <summary>The same transfer as a message of its own, for a caller who does not wait for the answer.</summary>
    private static HttpRequestMessage Transfer(TestBank bank)
    {
        var transfer = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(bank.Host.TransactionUrl, "/api/transactions/transfer")
        );
        transfer.Headers.Add("Authorization", $"Bearer {TestTokens.For(TimeProvider.System, "alice", "ROLE_USER")}");
        transfer.Headers.Add("Idempotency-Key", Key);
        transfer.Content = new StringContent(
            """{"fromAccountId": 1001, "toAccountId": 1003, "amount": 1}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        return transfer;
    }

    private static long Moved(TestBank bank) => Journal(bank, "status = 'COMPLETED'");

    private static void AssertMoved(TestBank bank, int times)
    {
        Assert.Equal(times, Moved(bank));
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    private static long Journal(TestBank bank, string condition) =>
        LedgerFacts.Number(
            bank.Host.LedgerPath,
            $"SELECT count(*) FROM journal WHERE idempotency_key = '{Key}' AND {condition}"
        );
}
