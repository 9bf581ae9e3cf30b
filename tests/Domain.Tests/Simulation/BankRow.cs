using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

internal enum BankStatus
{
    Pending,
    Completed,
    Reversed,
    Failed,
    Cancelled,

    /// <summary>FAILED_REQUIRES_MANUAL_ACTION.</summary>
    ManualAction,

    /// <summary>A status that no contract names.</summary>
    Unheard,

    /// <summary>Step-up: accepted for the bank's customer to authorize; no look shows it before that.</summary>
    Authorization,
}

/// <summary>What the bank keeps of one accepted request.</summary>
internal sealed class BankRow(string key, string id, Operation asked)
{
    public string Key => key;

    public string Id => id;

    public Operation Asked => asked;

    public BankStatus Status { get; set; }

    /// <summary>When the bank does what it accepted.</summary>
    public required DateTimeOffset CommitsAt { get; set; }

    /// <summary>From when every look shows it; before that, some do.</summary>
    public required DateTimeOffset VisibleAt { get; set; }

    public bool IsCommitted { get; set; }

    /// <summary>True when the money moved, or the change was made.</summary>
    public bool IsPosted { get; set; }

    public bool IsSettled =>
        Status is not (BankStatus.Pending or BankStatus.ManualAction or BankStatus.Unheard or BankStatus.Authorization);

    /// <summary>What an answer with this row, or a look that shows it, proves.</summary>
    public Outcome Outcome =>
        Status switch
        {
            BankStatus.Completed or BankStatus.Reversed => Outcome.Succeeded(id, "{}"),
            BankStatus.Failed or BankStatus.Cancelled => Outcome.NotExecuted(
                "BANK_FAILED",
                "It failed at the bank."
            ) with
            {
                BackendTransactionId = id,
            },
            BankStatus.Pending or BankStatus.Authorization => new(OutcomeClass.Accepted, null, null, id, null),
            BankStatus.ManualAction => new(OutcomeClass.NeedsOperator, null, null, id, null),
            _ => Outcome.Unknown(),
        };
}

/// <summary>One request on the wire.</summary>
internal sealed class SimulatedRequest(Operation operation, DateTimeOffset? tokenUntil)
{
    public Operation Operation => operation;

    /// <summary>When its token ends, by the bank's clock; null for a token that does not end.</summary>
    public DateTimeOffset? TokenUntil => tokenUntil;

    /// <summary>False when nothing left: there was no connection.</summary>
    public bool WasSent { get; init; } = true;

    /// <summary>The row whose commit the answer waits for.</summary>
    public BankRow? Awaits { get; set; }

    /// <summary>What the answer proves; null until one came.</summary>
    public Outcome? Answer { get; set; }
}
