namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>What the bank does by itself with a payment that it has accepted, after it has been asked about it.</summary>
internal enum LateTurn
{
    None,

    /// <summary>Its customer confirms the payment.</summary>
    Authorize,

    /// <summary>Its customer cancels the payment.</summary>
    Cancel,

    /// <summary>It carries the payment out.</summary>
    Complete,

    /// <summary>It gives the payment up.</summary>
    Fail,
}

/// <summary>How the bank treats one payment.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Contract">Of the bank that does it.</param>
/// <param name="Posts">Whether it comes to a posting once it is sent; null when that depends on the moment.</param>
internal sealed record BankBehaviour(string Name, string Contract, bool? Posts)
{
    private const string V1 = "v1";
    private const string V2 = "v2";

    /// <summary>Above this amount the v2 bank wants its customer to confirm.</summary>
    public const string StepUpAbove = "100.00";

    private const string AboveStepUp = "150.00";

    /// <summary>For the fault port; null: it behaves.</summary>
    public object? Fault { get; init; }

    public string Amount { get; init; } = "12.50";

    public LateTurn Turn { get; init; }

    /// <summary>
    /// At most eight of a contract: so many payments the server carries out at once, and they die together. A lease is
    /// 8.4 s here (<see cref="CrashRun"/>).
    /// </summary>
    public static IReadOnlyList<BankBehaviour> All { get; } =
    [
        new("answers", V1, true),
        new("posts, drops the connection", V1, true) { Fault = new { kind = "commit_then_drop" } },
        new("drops the connection", V1, false) { Fault = new { kind = "drop_before_commit" } },
        new("posts, answers 500", V1, true) { Fault = new { kind = "error_after_commit" } },
        new("posts, answers no JSON", V1, true) { Fault = new { kind = "garbage" } },
        new("stores it as FAILED, answers 201", V1, false) { Fault = new { kind = "replay_failed" } },
        new("acts 2 s later, within the lease", V1, null) { Fault = new { kind = "late", delay_ms = 2000 } },
        new("acts 12 s later, after the lease", V1, false) { Fault = new { kind = "late", delay_ms = 12_000 } },
        new("v2: drops the connection", V2, false) { Fault = new { kind = "drop_before_commit" } },
        new("v2: 503 with Retry-After", V2, false) { Fault = new { kind = "unavailable" } },
        new("v2: posts, half an answer", V2, true) { Fault = new { kind = "truncated" } },
        new("v2: 202, its customer confirms", V2, true) { Amount = AboveStepUp, Turn = LateTurn.Authorize },
        new("v2: 202, its customer cancels", V2, false) { Amount = AboveStepUp, Turn = LateTurn.Cancel },
        new("v2: 202 is lost, its customer confirms", V2, true)
        {
            Amount = AboveStepUp,
            Fault = new { kind = "commit_then_drop" },
            Turn = LateTurn.Authorize,
        },
        new("v2: PROCESSING, then COMPLETED", V2, true)
        {
            Fault = new { kind = "store_processing" },
            Turn = LateTurn.Complete,
        },
        new("v2: PROCESSING, then FAILED", V2, false)
        {
            Fault = new { kind = "store_processing" },
            Turn = LateTurn.Fail,
        },
    ];
}
