using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinancialMcp.Sandbox.Faults;

/// <summary>The ways a service can be made to misbehave. Those marked "done" do the work first.</summary>
internal enum FaultKind
{
    /// <summary>Waits delay_ms, then answers as usual.</summary>
    Delay,

    /// <summary>Waits delay_ms, whether the caller stays or not, then does the work as usual: what a queue on the way does.</summary>
    Late,

    /// <summary>Closes the connection; nothing is done.</summary>
    DropBeforeCommit,

    /// <summary>Done; then closes the connection without an answer.</summary>
    CommitThenDrop,

    /// <summary>Done; then answers status (500 when absent) in the service's own error shape.</summary>
    ErrorAfterCommit,

    /// <summary>Answers status (500 when absent) in the service's own error shape; nothing is done.</summary>
    Error,

    /// <summary>Answers 503 with Retry-After: 30; nothing is done.</summary>
    Unavailable,

    /// <summary>Done; then answers its status with a body that is not JSON.</summary>
    Garbage,

    /// <summary>Done; then sends half of the body and closes the connection.</summary>
    Truncated,

    /// <summary>Done; then answers a body of two mebibytes.</summary>
    Oversized,

    /// <summary>Done; then answers with the members of "set" put over those of the body.</summary>
    Rewrite,

    /// <summary>Done; then sends the body in pieces over delay_ms.</summary>
    SlowBody,

    /// <summary>The row is stored as FAILED, moves nothing and is answered 201, as is every replay of its key.</summary>
    ReplayFailed,

    /// <summary>The row is stored as PROCESSING and moves nothing until POST /settlements settles it.</summary>
    StoreProcessing,

    /// <summary>The row is stored as FAILED_REQUIRES_MANUAL_ACTION and moves nothing.</summary>
    StoreManual,

    /// <summary>Holds the connection without a byte until the caller or the bank ends it; done when "done" is true.</summary>
    NeverAnswer,

    /// <summary>Answers 307 to location (the same address when absent); nothing is done.</summary>
    [JsonStringEnumMemberName("status_307")]
    Status307,

    /// <summary>Resets the connection (RST); done first when "done" is true.</summary>
    Reset,
}

/// <summary>What a script asks for, as it is posted. Null members mean any, or the kind's own default.</summary>
internal sealed record FaultScript(FaultKind Kind)
{
    /// <summary>account, transaction, or null for both.</summary>
    public string? Service { get; init; }

    public string? Method { get; init; }

    /// <summary>The path, in which * stands for any characters; null for every path.</summary>
    public string? Path { get; init; }

    /// <summary>The Idempotency-Key that a request must carry; null for every request.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How many requests it meets; 0 means all until it is cleared.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How many matching requests pass unharmed first.</summary>
    public int Skip { get; init; }

    public int DelayMs { get; init; }

    public int? Status { get; init; }

    public string? Location { get; init; }

    public bool Done { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Set { get; init; }
}

/// <summary>A script with its counters, as the fault port shows it.</summary>
internal sealed record FaultView(long Id, FaultScript Script, long Matched, long Fired, bool Spent);

/// <summary>The kinds by their names on the wire.</summary>
internal static class FaultKinds
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Enum.GetValues<FaultKind>()
            .Select(k =>
                k == FaultKind.Status307 ? "status_307" : JsonNamingPolicy.SnakeCaseLower.ConvertName(k.ToString())
            ),
    ];
}
