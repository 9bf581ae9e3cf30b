using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Authentication;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Mcp.Tests.Tools;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Counting;

/// <summary>
/// No call is without a record and none has two: the sum of <c>count</c> over the records is the number of calls, counted as
/// <see cref="CountedCalls"/> says.
/// </summary>
public sealed class CountedCallsTests(ITestOutputHelper output)
{
    private const int Callers = 6;
    private const int CallsEach = 60;
    private const int Flood = 300;
    private static readonly TimeSpan FlushPause = TimeSpan.FromMilliseconds(100);

    /// <summary>What a mix must have come to, or it was none.</summary>
    private static readonly AuditCode[] Expected =
    [
        AuditCode.CallAnswered,
        AuditCode.CallRefused,
        AuditCode.CallFailed,
        AuditCode.CallCancelled,
        AuditCode.CallReplayed,
        AuditCode.RequestMalformed,
        AuditCode.ToolUnknown,
        AuditCode.Unauthenticated,
        AuditCode.ScopeMissing,
        AuditCode.OperationIntent,
        AuditCode.OperationOutcome,
        AuditCode.OperationInDoubt,
        AuditCode.OperationEnded,
    ];

    [Theory]
    [InlineData(1UL)]
    [InlineData(20261126UL)]
    public async Task The_sum_of_count_over_the_records_is_the_number_of_calls(ulong seed)
    {
        await using var server = await RunningServer.StartAsync(
            more: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LOG_LEVEL"] = "CRITICAL",
                ["MAX_RETRIES"] = "1",
                ["RETRY_DELAY"] = "10",
                ["CIRCUIT_BREAKER_FAILURE_THRESHOLD"] = "20",
            }
        );
        using var bank = new BankSignals(server);
        await bank.BeginAsync();
        using var mix = new CallMix(server, bank);
        var rejected = server.Services.GetRequiredService<RejectedAttempts>();

        // What is only counted is written each minute: here while the calls go on, and at the end by stopping.
        var calling = Task.WhenAll(
            Enumerable.Range(0, Callers).Select(caller => CallAsync(mix, new Dice(seed + (ulong)caller)))
        );
        var flooding = mix.FloodAsync(Flood);
        while (!calling.IsCompleted || !flooding.IsCompleted)
        {
            await rejected.FlushAsync();
            await TimerTick.AfterAsync(FlushPause, CancellationToken.None);
        }

        var before = (await server.Audit.AllAsync()).Count(IsOfNobody);
        var calls = (await calling).Sum() + await flooding + await mix.FloodAsync(Flood);
        await server.StopAsync();

        var records = await server.Audit.AllAsync();
        output.WriteLine(
            $"seed {seed}: {calls} calls, {records.Count} records: "
                + string.Join(", ", records.CountBy(record => record.Code).Select(pair => $"{pair.Value} {pair.Key}"))
        );
        Assert.Empty(Expected.Except(records.Select(record => record.Code)));
        Assert.Contains(records, record => record.Count > 1);
        Assert.InRange(records.Count(IsOfNobody) - before, 1, CallMix.KindsOfFlood * (RejectedAttempts.Singles + 1));
        Assert.Equal(
            calls,
            CountedCalls.In(records.Select(it => new CountedRecord(it.RequestId, (int)it.Code, it.Count)))
        );
    }

    private static bool IsOfNobody(StoredRecord record) => record.Code == AuditCode.Unauthenticated;

    /// <summary>Every sort once, in an order of the dice's, then as the dice fall.</summary>
    private static async Task<int> CallAsync(CallMix mix, Dice dice)
    {
        var sorts = mix.Sorts;
        var left = sorts.ToList();
        var calls = 0;
        for (var turn = 0; turn < CallsEach; turn++)
        {
            var sort = dice.Pick(left.Count > 0 ? left : sorts);
            left.Remove(sort);
            calls += await sort.Make(dice);
        }

        return calls;
    }
}
