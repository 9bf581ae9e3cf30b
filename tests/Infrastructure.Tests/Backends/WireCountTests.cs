using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>
/// However a bank misbehaves after it has read a change, and whatever the change is: it has read it once, and we say
/// that we do not know.
/// </summary>
public sealed class WireCountTests
{
    private static readonly Dictionary<string, (Func<Operation, RawReply> Reply, string Problem)> Misbehaviours = new(
        StringComparer.Ordinal
    )
    {
        ["close"] = (_ => RawReply.Close, WireProblem.Closed),
        ["reset"] = (_ => RawReply.Reset, WireProblem.Reset),
        ["hang"] = (_ => RawReply.Hang, WireProblem.Timeout),
        ["garbage"] = (_ => RawReply.Garbage, WireProblem.Garbled),
        ["truncated"] = (it => RawReply.Truncated(201, Body(it)), WireProblem.Truncated),
        ["slow body"] = (it => RawReply.SlowBody(201, Body(it)), WireProblem.Timeout),
        ["too large"] = (it => RawReply.Large(201, Body(it), WholeAnswerHandler.Limit, true), WireProblem.TooLarge),
        ["endless"] = (it => RawReply.Large(201, Body(it), WholeAnswerHandler.Limit, false), WireProblem.TooLarge),
        ["503"] = (_ => RawReply.Json(503, "{}"), WireProblem.UnexpectedStatus),
        ["503 wait"] = (_ => RawReply.Json(503, "{}", "Retry-After: 0"), WireProblem.UnexpectedStatus),
        ["500"] = (_ => RawReply.Json(500, Error), WireProblem.UnexpectedStatus),
        ["408"] = (_ => RawReply.Json(408, Error, "Connection: close"), WireProblem.UnexpectedStatus),
        ["429"] = (_ => RawReply.Json(429, Error, "Retry-After: 0"), WireProblem.UnexpectedStatus),
        ["307"] = (_ => RawReply.Empty(307, "Location: /elsewhere"), WireProblem.UnexpectedStatus),
        ["308"] = (_ => RawReply.Empty(308, "Location: /elsewhere"), WireProblem.UnexpectedStatus),
        ["303"] = (_ => RawReply.Empty(303, "Location: /elsewhere"), WireProblem.UnexpectedStatus),
        ["407"] = (_ => RawReply.Empty(407, "Proxy-Authenticate: Basic"), WireProblem.UnexpectedStatus),
    };

    private const string Error = """{"error":"Internal Server Error","message":"no"}""";

    public static TheoryData<BankContract, string, string> Cases()
    {
        var cases = new TheoryData<BankContract, string, string>();
        foreach (var (contract, kind) in Samples.Kinds().Select(row => row.Data))
        {
            foreach (var misbehaviour in Misbehaviours.Keys)
            {
                cases.Add(contract, kind, misbehaviour);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_change_is_seen_once_and_is_in_doubt(BankContract contract, string kind, string misbehaviour)
    {
        var operation = Samples.Operation(contract, Samples.All[kind]);
        var (reply, problem) = Misbehaviours[misbehaviour];
        await using var server = new ScriptedBank(_ => reply(operation), contract);

        var (outcome, attempt) = await server.SendUntilOverdueAsync(
            operation,
            isOverdue: problem == WireProblem.Timeout
        );

        Assert.Equal(OutcomeClass.Unknown, outcome.Class);
        Assert.Null(outcome.ErrorCode);
        Assert.True(attempt.BytesSent);
        Assert.Equal(problem, attempt.ErrorClass);
        await server.AssertSeenOnceAsync(operation);
    }

    [Theory]
    [MemberData(nameof(Samples.Kinds), MemberType = typeof(Samples))]
    public async Task A_change_on_a_used_connection_is_seen_once_too(BankContract contract, string kind)
    {
        foreach (var misbehaviour in (string[])["close", "reset", "garbage", "503", "307"])
        {
            var operation = Samples.Operation(contract, Samples.All[kind]);
            var reply = Misbehaviours[misbehaviour].Reply(operation);
            await using var server = new ScriptedBank(
                request => request.Number == 1 ? RawReply.Json(503, "{}") : reply,
                contract
            );
            await server.Backends.SendAsync(Samples.Operation(contract, Samples.All[kind]));

            var (outcome, _) = await server.Backends.SendAsync(operation);

            Assert.Equal(OutcomeClass.Unknown, outcome.Class);
            Assert.Equal(2, server.Requests[1].OnConnection);
            await server.AssertSeenOnceAsync(operation);
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Kinds), MemberType = typeof(Samples))]
    public async Task A_change_is_sent_as_stored_with_its_key_and_without_expectations(
        BankContract contract,
        string kind
    )
    {
        var operation = Samples.Operation(contract, Samples.All[kind]);
        await using var server = new ScriptedBank(_ => RawReply.Json(500, Error), contract);

        await server.Backends.SendAsync(operation);

        var request = Assert.Single(server.Requests);
        Assert.Equal(operation.BackendBody, request.Body);
        Assert.NotEqual("", request.Body);
        Assert.Equal(operation.BackendKey, request.Headers["idempotency-key"]);
        Assert.Equal("application/json", request.Headers["content-type"]);
        Assert.StartsWith("Bearer ", request.Headers["authorization"], StringComparison.Ordinal);
        Assert.False(request.Headers.ContainsKey("expect"));
        Assert.False(request.Headers.ContainsKey("cookie"));
        Assert.False(request.Headers.ContainsKey("transfer-encoding"));
    }

    [Theory]
    [MemberData(nameof(Samples.Kinds), MemberType = typeof(Samples))]
    public async Task A_proven_success_is_a_success(BankContract contract, string kind)
    {
        var operation = Samples.Operation(contract, Samples.All[kind]);
        var status = Samples.SuccessStatus(contract, operation.Instruction);
        var body = Body(operation);
        await using var server = new ScriptedBank(
            _ => status == 204 ? RawReply.Empty(status) : RawReply.Json(status, body),
            contract
        );

        var (outcome, attempt) = await server.Backends.SendAsync(operation);

        Assert.Equal(OutcomeClass.Succeeded, outcome.Class);
        Assert.Equal(status, attempt.HttpStatus);
        Assert.Null(attempt.ErrorClass);
        Assert.Equal(64, attempt.ResponseSha256?.Length);
        Assert.NotNull(outcome.Result);
        await server.AssertSeenOnceAsync(operation);
    }

    private static string Body(Operation operation) => Samples.Text(Samples.SuccessBody(operation));

    /// <summary>A scripted server with the backends towards it, on a clock that stands still until told.</summary>
    private sealed class ScriptedBank : IAsyncDisposable
    {
        private const string Closing = "closing";
        private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(25);
        private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly RawHttpServer server;
        private readonly BankContract contract;

        public ScriptedBank(Func<RawRequest, RawReply> script, BankContract contract)
        {
            this.contract = contract;
            server = new RawHttpServer(request =>
            {
                seen.TrySetResult();
                return request.Body.Contains(Closing, StringComparison.Ordinal)
                    ? RawReply.Json(400, """{"error":"Validation Failed"}""")
                    : script(request);
            });
            Backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url, contract), time);
        }

        public BackendsUnderTest Backends { get; }

        public IReadOnlyList<RawRequest> Requests => server.Requests;

        /// <summary>Sends; where the server would keep us waiting, the deadline passes as soon as it has read the request.</summary>
        public async Task<(Outcome Outcome, Attempt Attempt)> SendUntilOverdueAsync(Operation operation, bool isOverdue)
        {
            var sending = Backends.SendAsync(operation, Deadline);
            if (isOverdue)
            {
                await seen.Task;
                time.Advance(Deadline);
            }

            return await sending;
        }

        /// <summary>Another call goes through afterwards; whatever the stack would have repeated has been by then.</summary>
        public async Task AssertSeenOnceAsync(Operation operation)
        {
            var next = Samples.Operation(contract, new Deposit(Samples.One, Samples.Usd("1.00"), Closing));
            await Backends.SendAsync(next);

            Assert.Equal(next.BackendKey, server.Requests[^1].Headers["idempotency-key"]);
            Assert.Single(server.Requests, request => request.Headers["idempotency-key"] == operation.BackendKey);
            Assert.DoesNotContain(
                server.Requests,
                request => request.Target.Contains("elsewhere", StringComparison.Ordinal)
            );
        }

        public async ValueTask DisposeAsync()
        {
            await Backends.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
