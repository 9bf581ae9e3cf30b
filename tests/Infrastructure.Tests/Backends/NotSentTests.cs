using System.Net;
using System.Net.Sockets;
using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>What never left is not executed, and says so; nothing else does.</summary>
public sealed class NotSentTests
{
    private static readonly Deposit Deposit = new(Samples.One, Samples.Usd("12.50"), null);

    [Theory]
    [MemberData(nameof(Samples.Kinds), MemberType = typeof(Samples))]
    public async Task No_connection_means_not_executed(BankContract contract, string kind)
    {
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(Unused(), contract));

        var (outcome, attempt) = await backends.SendAsync(Samples.Operation(contract, Samples.All[kind]));

        AssertNotSent(outcome, attempt, WireProblem.NoConnection);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_means_not_executed()
    {
        await using var backends = new BackendsUnderTest(
            BackendsUnderTest.Options(new Uri("http://bank.invalid:8080"))
        );

        var (outcome, attempt) = await backends.SendAsync(Samples.Operation(BankContract.V1, Deposit));

        AssertNotSent(outcome, attempt, WireProblem.NoConnection);
    }

    [Fact]
    public async Task A_failed_handshake_means_not_executed()
    {
        await using var server = new RawHttpServer(RawReply.Close);
        var tls = new UriBuilder(server.Url) { Scheme = "https" }.Uri;
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(tls));

        // The handshake is not a request: the server waits for the end of a head that never comes, until we give up.
        var (outcome, attempt) = await backends.SendAsync(
            Samples.Operation(BankContract.V1, Deposit),
            TimeSpan.FromMilliseconds(200)
        );

        AssertNotSent(outcome, attempt, WireProblem.Deadline);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_deadline_that_is_over_sends_nothing()
    {
        await using var server = new RawHttpServer(RawReply.Json(500, "{}"));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url));

        var (outcome, attempt) = await backends.SendAsync(Samples.Operation(BankContract.V1, Deposit), TimeSpan.Zero);

        AssertNotSent(outcome, attempt, WireProblem.Deadline);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Waiting_for_a_turn_ends_with_the_deadline_and_sends_nothing()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawHttpServer(_ =>
        {
            seen.TrySetResult();
            return RawReply.Hang;
        });
        var options = BackendsUnderTest.Options(server.Url) with { MaxConcurrentChanges = 1 };
        await using var backends = new BackendsUnderTest(options, time);

        var first = backends.SendAsync(Samples.Operation(BankContract.V1, Deposit), TimeSpan.FromSeconds(25));
        await seen.Task;
        var waiting = Enumerable
            .Range(0, 4)
            .Select(_ => backends.SendAsync(Samples.Operation(BankContract.V1, Deposit), TimeSpan.FromSeconds(5)))
            .ToArray();
        var (refused, attempt) = await backends.SendAsync(Samples.Operation(BankContract.V1, Deposit));
        AssertNotSent(refused, attempt, WireProblem.Busy);

        time.Advance(TimeSpan.FromSeconds(5));
        foreach (var (outcome, facts) in await Task.WhenAll(waiting))
        {
            AssertNotSent(outcome, facts, WireProblem.Deadline);
        }

        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(OutcomeClass.Unknown, (await first).Outcome.Class);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_instruction_that_the_contract_does_not_have_sends_nothing()
    {
        await using var server = new RawHttpServer(RawReply.Json(200, "{}"));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url, BankContract.V1));
        var operation = Samples.Operation(BankContract.V2, Samples.All["change"]);

        var (outcome, attempt) = await backends.SendAsync(operation);

        Assert.Equal(OutcomeClass.NotExecuted, outcome.Class);
        Assert.Equal(ErrorCodes.InternalError, outcome.ErrorCode);
        Assert.False(attempt.BytesSent);
        Assert.Equal(0, server.Connections);
        Assert.Single(backends.Logs.Of("backend_request_defect"));
    }

    internal static void AssertNotSent(Outcome outcome, Attempt attempt, string problem)
    {
        Assert.Equal(OutcomeClass.NotExecuted, outcome.Class);
        Assert.Equal(ErrorCodes.ServiceUnavailable, outcome.ErrorCode);
        Assert.NotNull(outcome.Message);
        Assert.False(attempt.BytesSent);
        Assert.Null(attempt.HttpStatus);
        Assert.Null(attempt.ResponseSha256);
        Assert.Equal(problem, attempt.ErrorClass);
    }

    /// <summary>A port on which nobody listens: it was free a moment ago.</summary>
    private static Uri Unused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
