using System.Diagnostics.Metrics;
using FinancialMcp.Application;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>The breakers where they work: between us and a server that fails.</summary>
public sealed class BreakersOnTheWireTests
{
    private const int Threshold = 3;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly Deposit Deposit = new(Samples.One, Samples.Usd("12.50"), null);
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Failing_changes_open_the_breaker_and_then_nothing_is_sent_until_one_may_try()
    {
        var isFailing = true;
        await using var server = new RawHttpServer(_ =>
            Volatile.Read(ref isFailing) ? RawReply.Json(503, "{}") : Refusal()
        );
        await using var backends = Backends(server);

        for (var call = 0; call < Threshold; call++)
        {
            Assert.Equal(OutcomeClass.Unknown, (await SendAsync(backends)).Outcome.Class);
        }

        var (held, attempt) = await SendAsync(backends);
        NotSentTests.AssertNotSent(held, attempt, WireProblem.BreakerOpen);
        Assert.Equal(Threshold, server.Requests.Count);
        Assert.Equal(1, StateOf(backends, "transaction-service"));
        Assert.Equal(0, StateOf(backends, "account-service"));

        time.Advance(Recovery);
        Assert.Equal(2, StateOf(backends, "transaction-service"));
        Volatile.Write(ref isFailing, false);
        Assert.Equal(ErrorCodes.InsufficientFunds, (await SendAsync(backends)).Outcome.ErrorCode);
        Assert.Equal(0, StateOf(backends, "transaction-service"));
        Assert.Equal(Threshold + 1, server.Requests.Count);
        Assert.Equal(
            [
                "circuit_breaker: changes of transaction-service are now open",
                "circuit_breaker: changes of transaction-service are now half_open",
                "circuit_breaker: changes of transaction-service are now closed",
            ],
            backends.Logs.Of("circuit_breaker")
        );
    }

    [Theory]
    [InlineData("close")]
    [InlineData("reset")]
    [InlineData("hang")]
    public async Task Changes_without_an_answer_open_it_too(string misbehaviour)
    {
        using var seen = new SemaphoreSlim(0);
        await using var server = new RawHttpServer(_ =>
        {
            seen.Release();
            return misbehaviour switch
            {
                "close" => RawReply.Close,
                "reset" => RawReply.Reset,
                _ => RawReply.Hang,
            };
        });
        await using var backends = Backends(server);

        for (var call = 0; call < Threshold; call++)
        {
            var sending = SendAsync(backends);
            await seen.WaitAsync(Stop);
            time.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(OutcomeClass.Unknown, (await sending).Outcome.Class);
        }

        Assert.Equal(WireProblem.BreakerOpen, (await SendAsync(backends)).Attempt.ErrorClass);
    }

    [Fact]
    public async Task Refusals_are_answers_and_never_open_it()
    {
        await using var server = new RawHttpServer(Refusal());
        await using var backends = Backends(server);

        for (var call = 0; call < Threshold * 2; call++)
        {
            Assert.Equal(ErrorCodes.InsufficientFunds, (await SendAsync(backends)).Outcome.ErrorCode);
        }

        Assert.Equal(0, StateOf(backends, "transaction-service"));
    }

    [Fact]
    public async Task Failing_changes_do_not_hide_what_can_still_be_read()
    {
        await using var server = new RawHttpServer(request =>
            request.Method == "GET"
                ? RawReply.Json(400, """{"error":"Bad Request","message":"Transaction not found: x"}""")
                : RawReply.Json(503, "{}")
        );
        await using var backends = Backends(server);
        for (var call = 0; call < Threshold; call++)
        {
            await SendAsync(backends);
        }

        Assert.Equal(WireProblem.BreakerOpen, (await SendAsync(backends)).Attempt.ErrorClass);
        Assert.Null(await backends.Transactions.FindAsync(Samples.New, BackendsUnderTest.Alice, Stop));
    }

    private BackendsUnderTest Backends(RawHttpServer server) =>
        new(
            BackendsUnderTest.Options(server.Url) with
            {
                BreakerFailureThreshold = Threshold,
                BreakerRecovery = Recovery,
            },
            time
        );

    private static Task<(Outcome Outcome, Attempt Attempt)> SendAsync(BackendsUnderTest backends) =>
        backends.SendAsync(Samples.Operation(BankContract.V1, Deposit));

    private static RawReply Refusal() =>
        RawReply.Json(400, """{"error":"Bad Request","message":"Insufficient funds"}""");

    /// <summary>The gauge as a scrape would read it.</summary>
    private static int? StateOf(BackendsUnderTest backends, string service)
    {
        var meter = backends.Get<Breakers>().Meter;
        int? found = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && instrument.Name == "circuit_breaker_state")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>(
            (_, value, tags, _) =>
            {
                if (tags[0].Key == "service" && (string?)tags[0].Value == service)
                {
                    found = value;
                }
            }
        );
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(Telemetry.MeterName, meter.Name);
        return found;
    }
}
