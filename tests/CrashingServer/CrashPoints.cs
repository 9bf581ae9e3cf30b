namespace FinancialMcp.CrashingServer;

/// <summary>The moments of a payment at which this server can be told to die.</summary>
internal static class CrashPoints
{
    /// <summary>Before the commit that claims the key: nothing is known of the payment.</summary>
    public const string ClaimBefore = "claim_before";

    /// <summary>The claim is committed, the bank has not been asked.</summary>
    public const string ClaimAfter = "claim_after";

    /// <summary>The bank has the request; what it answers is never used.</summary>
    public const string Sent = "sent";

    /// <summary>The attempt is over, its outcome known and not committed.</summary>
    public const string Answered = "answered";

    /// <summary>The outcome is committed, the caller has not been told.</summary>
    public const string Settled = "settled";

    /// <summary>The vote that approves a held payment is committed.</summary>
    public const string Approved = "approved";

    /// <summary>Before the commit that dispatches an approved payment.</summary>
    public const string DispatchBefore = "dispatch_before";

    /// <summary>The dispatch is committed, the bank has not been asked.</summary>
    public const string DispatchAfter = "dispatch_after";

    /// <summary>A look at the bank for a payment in doubt has taken its fence, and has not begun.</summary>
    public const string ProbeTaken = "probe_taken";

    /// <summary>The bank has shown what became of a payment in doubt, and that is not committed.</summary>
    public const string ProbeLooked = "probe_looked";

    /// <summary>In the order in which a payment comes by them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ClaimBefore,
        ClaimAfter,
        Sent,
        Answered,
        Settled,
        Approved,
        DispatchBefore,
        DispatchAfter,
        ProbeTaken,
        ProbeLooked,
    ];

    /// <summary>Those that only a payment comes by which people must approve.</summary>
    public static bool IsHeld(string point) => point is Approved or DispatchBefore or DispatchAfter;

    /// <summary>Those that only a payment in doubt comes by.</summary>
    public static bool IsProbe(string point) => point is ProbeTaken or ProbeLooked;
}
