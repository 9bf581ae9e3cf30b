using System.Data.Common;
using System.Net;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>
/// Agents that read and pay through one server while faults keep it from writing its trail, and the judgement of what they
/// were told, of what arrived at the bank, and of what is committed.
/// </summary>
internal sealed class ClosedRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TwoLooks = TimeSpan.FromSeconds(1.6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ServerProcess server;
    private readonly BankProcess bank;
    private readonly Func<string, Task<IReadOnlyList<object[]>>> read;
    private readonly ITestOutputHelper output;
    private readonly ArrivedPayments arrived;
    private readonly HttpClient http = new();
    private readonly int each;

    /// <param name="server">The one server.</param>
    /// <param name="bank">Before which it stands.</param>
    /// <param name="accounts">One for each agent.</param>
    /// <param name="read">Reads the server's database beside it.</param>
    /// <param name="output">Where figures go.</param>
    public ClosedRun(
        ServerProcess server,
        BankProcess bank,
        IReadOnlyList<string> accounts,
        Func<string, Task<IReadOnlyList<object[]>>> read,
        ITestOutputHelper output
    )
    {
        this.server = server;
        this.bank = bank;
        this.read = read;
        this.output = output;
        each = accounts.Count;
        arrived = new ArrivedPayments(bank);
        Load = new WatchedLoad(server.McpUrl, accounts);
    }

    public WatchedLoad Load { get; }

    /// <summary>A row's values, as <see cref="TestDatabase.ReadAsync"/> and <see cref="Fleet.ReadAsync"/> take it.</summary>
    public static object[] Row(DbDataReader row)
    {
        var values = new object[row.FieldCount];
        row.GetValues(values);
        return values;
    }

    /// <summary>Returns when every agent could read and pay, from now on.</summary>
    public Task IsWellAsync(string when) => Load.CameBackAsync(each, call => call.IsGood, $"succeed {when}");

    /// <summary>
    /// While the fault lasts the server says that it is not ready, and refuses reads and payments, and goes on to say so
    /// when nobody calls; when it is over, it is ready again and answers, by itself.
    /// </summary>
    public async Task StrikeAsync(AuditFault fault)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await fault.BeginAsync();
        await ReadinessAsync(HttpStatusCode.ServiceUnavailable, $"the server is not ready: {fault.Name}");
        await Load.CameBackAsync(each, call => call.Status == WatchedCall.Unrecorded, $"are refused: {fault.Name}");
        await Load.PauseAsync();
        await StaysUnreadyAsync(fault.Name);
        await fault.EndAsync();
        await ReadinessAsync(HttpStatusCode.OK, $"the server is ready after: {fault.Name}");
        Load.Resume();
        await IsWellAsync("after: " + fault.Name);
        await arrived.ReadAsync();
        Figures.Print(output, $"{fault.Name}: {clock.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>
    /// Ends the load and judges it; then asks every payment again that did not come back well, and judges the end of all:
    /// each key has moved its money once. Only where the answer of an intent's commit was lost was nothing sent, and the
    /// operation says so; returns how many those are.
    /// </summary>
    public async Task<int> ConcludeAsync()
    {
        await Load.EndAsync();
        Assert.False(server.Process.HasExited);
        Print();
        await JudgeAsync();
        var good = Load.Calls.Where(call => call.IsGood).Select(call => call.Key).ToHashSet();
        foreach (var (agent, key) in Load.Keys.Where(one => !good.Contains(one.Key)).ToList())
        {
            Load.Keep(await agent.PayAsync(key));
        }

        await Eventually.TrueAsync(
            async () => (await read("select id from operation where state < 10")).Count == 0,
            Patience,
            "every operation has ended"
        );
        await JudgeAsync();
        return await JudgeMoneyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        arrived.Dispose();
        http.Dispose();
    }

    private async Task JudgeAsync()
    {
        var traces = await read("select distinct trace_id from audit_event where trace_id is not null");
        var intents = await read(
            """
            select o.backend_key, min(e.recorded_at) from operation o
            join audit_event e on e.operation_id = o.id and e.code in (200, 201) group by o.backend_key
            """
        );
        var sent = await arrived.ReadAsync();
        Assert.NotEmpty(sent);
        Assert.Empty(ClosedVerdict.Unrecorded(Load.Calls, [.. traces.Select(row => (string)row[0])]));
        Assert.Empty(ClosedVerdict.SentUnrecorded(sent, [.. intents.Select(row => ((string)row[0], TimeOf(row[1])))]));
        Assert.Empty(ClosedVerdict.Late(Load.Calls));
    }

    private async Task<int> JudgeMoneyAsync()
    {
        var rows = await read("select backend_key, state from operation");
        List<StoredOperation> operations =
        [
            .. rows.Select(row => new StoredOperation(
                (string)row[0],
                (string)row[0],
                (OperationState)Convert.ToInt16(row[1], System.Globalization.CultureInfo.InvariantCulture),
                TimeSpan.Zero
            )),
        ];
        var journal = await BankJournal.ReadAsync(bank.DataFolder);
        Assert.Empty(StoredOperation.Disagreements(operations, journal));
        Assert.Equal(
            Load.Keys.Select(one => one.Agent.BackendKeyOf(one.Key)).Order(StringComparer.Ordinal),
            operations.Select(operation => operation.BackendKey).Order(StringComparer.Ordinal)
        );
        var sent = (await arrived.ReadAsync()).Select(it => it.BackendKey).ToHashSet(StringComparer.Ordinal);
        var notDone = operations.Where(operation => operation.State != OperationState.Succeeded).ToList();
        Assert.All(notDone, operation => Assert.Equal(OperationState.Failed, operation.State));
        Assert.All(notDone, operation => Assert.DoesNotContain(operation.BackendKey, sent));
        return notDone.Count;
    }

    private void Print()
    {
        var slowest = Load.Calls.Where(call => call is { IsAnswered: false, IsSlowed: false }).Max(call => call.Took);
        Figures.Print(
            output,
            $"fail closed: {Load.Calls.Count} calls, "
                + string.Join(", ", Load.Calls.CountBy(call => call.Status).Select(pair => $"{pair.Value} {pair.Key}"))
                + $"; the slowest refusal after {slowest.TotalSeconds:0.00} s"
        );
    }

    private Task ReadinessAsync(HttpStatusCode expected, string what) =>
        Eventually.TrueAsync(async () => await ReadinessAsync() == expected, Patience, what);

    /// <summary>For longer than one look at the database is told to all who ask.</summary>
    private async Task StaysUnreadyAsync(string fault)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed < TwoLooks; )
        {
            Assert.True(await ReadinessAsync() == HttpStatusCode.ServiceUnavailable, "The server is ready: " + fault);
            await TimerTick.AfterAsync(Pause, CancellationToken.None);
        }
    }

    private async Task<HttpStatusCode> ReadinessAsync()
    {
        using var answer = await http.GetAsync(new Uri(server.McpUrl + "/ready"));
        return answer.StatusCode;
    }

    /// <summary>PostgreSQL has times, SQLite microseconds since 1970.</summary>
    private static DateTimeOffset TimeOf(object value) =>
        value is DateTime time
            ? new DateTimeOffset(time, TimeSpan.Zero)
            : DateTimeOffset.UnixEpoch.AddMicroseconds((long)value);
}
