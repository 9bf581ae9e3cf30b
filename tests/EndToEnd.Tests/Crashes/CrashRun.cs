using System.Collections.Concurrent;
using System.Globalization;
using FinancialMcp.CrashingServer;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>
/// One crash point on one database: a payment for each behaviour of a bank, a server that dies when all of them stand at
/// the point, the product's own server on the same database, and agents that repeat under the same keys until there is
/// an end.
/// </summary>
internal sealed class CrashRun(BankProcess bank, string databaseKind, string point, int tried, HttpClient http)
{
    private const int KilledBySignal9 = 128 + 9;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A probe that died holds its payment for half a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    /// <summary>
    /// A lease of 8.4 seconds: long enough for a server that has just begun, on a busy machine. Breakers that open late, so that the bank's misbehaviour towards one payment does not keep
    /// the others from it.
    /// </summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["CHANGE_DEADLINE"] = "6000",
        ["QUIESCE_WINDOW"] = "1",
        ["CIRCUIT_BREAKER_FAILURE_THRESHOLD"] = "20",
        ["CIRCUIT_BREAKER_RECOVERY_TIMEOUT"] = "5",
        ["ADMIN_ENABLED"] = "false",
        ["METRICS_ENABLED"] = "false",
        // Lives for seconds: what it would learn about itself to run faster later costs more than it gives.
        ["DOTNET_TieredPGO"] = "0",
    };

    private readonly BankSide side = new(bank, $"{databaseKind}-{bank.Contract}-{point.Replace('_', '-')}-{tried}");

    /// <summary>What the agents of the dying server were answered, for a failing test to show.</summary>
    private readonly ConcurrentQueue<string> heard = new();

    /// <summary>
    /// Runs it. Throws <see cref="PointMissedException"/> when not all payments came to the point, and fails when a server
    /// does not die as planned, or a payment comes to no end.
    /// </summary>
    public async Task<IReadOnlyList<CrashCell>> RunAsync()
    {
        await using var started = new Belongings();
        var folder = started.Hold(new TemporaryFolder());
        var database = await TestDatabase.CreateAsync(databaseKind, folder.Path);
        var settings = ServerProcess.Settings(bank, database.Settings);
        foreach (var (name, value) in Settings)
        {
            settings[name] = value;
        }

        settings["POLICY_FILE"] = await PolicyAsync(folder.Path);
        var payments = await PaymentsAsync();
        await CrashAsync(settings, payments);
        var server = started.Keep(await ServerProcess.StartAsync(settings));
        return await Task.WhenAll(payments.Select(payment => EndAsync(server.McpUrl, payment)));
    }

    /// <summary>
    /// A payment comes to be looked at because a server died over it before: with the bank's answer in its hands.
    /// </summary>
    private async Task CrashAsync(IDictionary<string, string> settings, IReadOnlyList<CrashPayment> payments)
    {
        if (CrashPoints.IsProbe(point))
        {
            await DieAsync(settings, CrashPoints.Answered, payments);
            await DieAsync(settings, point, payments, isAsked: false);
        }
        else
        {
            await DieAsync(settings, point, payments);
        }
    }

    private async Task DieAsync(
        IDictionary<string, string> settings,
        string where,
        IReadOnlyList<CrashPayment> payments,
        bool isAsked = true
    )
    {
        var told = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            [CrashPlan.PointVariable] = where,
            [CrashPlan.PaymentsVariable] = payments.Count.ToString(CultureInfo.InvariantCulture),
            [CrashPlan.BankLogVariable] = bank.FaultUrl,
        };
        await using var dying = await ServerProcess.StartAsync(BuildOutput.CrashingServer, told);
        var asking = isAsked
            ? payments.Select(payment => AskTheDyingAsync(dying, payment, CrashPoints.IsHeld(where))).ToArray()
            : [];
        try
        {
            var exit = await dying.Process.EndedAsync();
            Assert.True(exit == KilledBySignal9, $"It exited with {exit}:\n{dying.Process.Output}");
        }
        catch (TimeoutException cause)
        {
            throw new PointMissedException($"{cause.Message}\nHeard: {string.Join("; ", heard)}", cause)
            {
                BackendKeys = [.. payments.Select(payment => payment.BackendKey)],
            };
        }

        await Task.WhenAll(asking);
    }

    /// <summary>
    /// Asks until the server is dead, and again where it is told so or hears nothing: a machine under load may time a read
    /// out. A held payment is asked for until it waits for people.
    /// </summary>
    private async Task AskTheDyingAsync(ServerProcess dying, CrashPayment payment, bool isHeld)
    {
        while (!dying.Process.HasExited)
        {
            try
            {
                var told = await payment.AskAsync(http, dying.McpUrl);
                heard.Enqueue($"{payment.Behaviour.Name}: {told.Status}");
                if (!told.IsToRepeat)
                {
                    Assert.True(isHeld && told.Status == "pending_approval", $"{payment.Behaviour.Name}: {told}");
                    return;
                }
            }
            catch (HttpRequestException failure)
            {
                heard.Enqueue($"{payment.Behaviour.Name}: {failure.StatusCode} {failure.Message}");
            }

            await TimerTick.AfterAsync(Pause, CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<CrashPayment>> PaymentsAsync()
    {
        var accounts = await side.OpenAsync();
        var payments = new List<CrashPayment>();
        foreach (var behaviour in BankBehaviour.All.Where(behaviour => behaviour.Contract == bank.Contract))
        {
            var payment = new CrashPayment(side.Payer, behaviour, $"crash-payment-{payments.Count:00}", accounts);
            await side.MeetAsync(payment.BackendKey, behaviour);
            payments.Add(payment);
        }

        return payments;
    }

    /// <summary>
    /// Asks until there is an end. The bank takes its late turn when the agent is told that the bank has accepted, and at
    /// the latest when there is an end: whatever was told must then still be true.
    /// </summary>
    private async Task<CrashCell> EndAsync(string url, CrashPayment payment)
    {
        var began = TimeProvider.System.GetTimestamp();
        var told = await payment.AskAsync(http, url);
        while (!CrashPayment.IsEnd(told))
        {
            if (told.Status == "awaiting_bank")
            {
                await side.TakeTurnAsync(payment.BackendKey, payment.Behaviour.Turn);
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < Patience,
                $"[{payment.Behaviour.Name}] at {point} has no end: {told}"
            );
            await TimerTick.AfterAsync(Pause, CancellationToken.None);
            told = await payment.AskAsync(http, url);
        }

        await side.TakeTurnAsync(payment.BackendKey, payment.Behaviour.Turn);
        var last = await payment.AskAsync(http, url);
        var requests = await side.RequestsAsync(payment.BackendKey);
        var posted = (await BankJournal.ReadAsync(bank.DataFolder)).Count(row =>
            row.IsPosted && row.IdempotencyKey == payment.BackendKey
        );
        return new CrashCell(point, payment.Behaviour, last, told, requests, posted);
    }

    /// <summary>Every payment is held for one person, or none; the same payment twice is nothing strange here.</summary>
    private async Task<string> PolicyAsync(string folder)
    {
        var file = Path.Combine(folder, "policy.json");
        var approvals = CrashPoints.IsHeld(point) ? """[{"from": "0.01", "needed": 1}]""" : "[]";
        await File.WriteAllTextAsync(
            file,
            $$"""[{"name": "crashes", "twin_window_seconds": 0, "approvals": {{approvals}}}]"""
        );
        return file;
    }
}

/// <summary>
/// Not all payments came to the point, and the server did not die: a machine that is too busy refuses some before, or
/// gives up a commit that was made.
/// </summary>
internal sealed class PointMissedException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>Of the payments that are given up: nobody asks for them to their end, so nobody judges them.</summary>
    public required IReadOnlyCollection<string> BackendKeys { get; init; }
}
