using System.Net;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Authentication;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>Failures of ours at the entry: whatever breaks, there is an answer with a body, and a record where one can be.</summary>
public sealed class GateFailureTests
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private static readonly string Token = Tokens.ForAgent("alice", "ROLE_USER");

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task What_fails_while_a_token_is_judged_is_answered_and_recorded(Type failure)
    {
        await using var server = await RunningServer.StartAsync(configure: services =>
            services.AddSingleton(provider => new CallerTokens(
                provider.GetRequiredService<Settings>(),
                new BrokenClock(failure)
            ))
        );

        var answer = await RawAnswer.ReadAsync(await server.PostAsync(List, Token));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        var record = Assert.Single(await server.Audit.OfAsync(answer.RequestId));
        Assert.Equal((AuditCode.CallFailed, "unexpected"), (record.Code, record.Reason));
    }

    [Theory]
    [InlineData("tools/list", null)]
    [InlineData("resources/list", null)]
    [InlineData("resources/read", "account://1")]
    public async Task What_cannot_be_recorded_is_not_answered_in_any_method(string method, string? uri)
    {
        var store = new SwitchedStore();
        await using var server = await RunningServer.StartAsync(configure: services =>
            services.AddSingleton<IAuditStore>(store)
        );
        store.IsDown = true;

        var answer = await new RawAgent(server, Token).AskAsync(method, uri is null ? null : new() { ["uri"] = uri });

        store.IsDown = false;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.StartsWith(ErrorCodes.AuditUnavailable, answer.ErrorMessage, StringComparison.Ordinal);
        Assert.NotNull(answer.Http.Headers.RetryAfter);
    }

    /// <summary>Tells the time once, for the token's lifetime, and then no more.</summary>
    private sealed class BrokenClock(Type failure) : TimeProvider
    {
        private int asked;

        public override DateTimeOffset GetUtcNow() =>
            Interlocked.Increment(ref asked) == 1
                ? System.GetUtcNow()
                : throw (Exception)Activator.CreateInstance(failure)!;
    }

    private sealed class SwitchedStore : IAuditStore
    {
        public bool IsDown { get; set; }

        public Task AppendAsync(AuditEvent record) =>
            IsDown ? throw new StoreUnavailableException("Down for a test.") : Task.CompletedTask;
    }
}
