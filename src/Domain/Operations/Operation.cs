namespace FinancialMcp.Domain.Operations;

/// <summary>
/// One change that a caller asked for, from its intent to its final state. Immutable: a move returns a new value, and
/// the store writes it only where the stored state and fence are still the ones it came from.
/// </summary>
public sealed record Operation
{
    public required OperationId Id { get; init; }

    public required Principal Principal { get; init; }

    /// <summary>The digest of the caller's key; unique per principal. The key itself is not stored.</summary>
    public required string KeyHash { get; init; }

    /// <summary>The digest of tool and arguments: another fingerprint under the same key is refused.</summary>
    public required string Fingerprint { get; init; }

    public required string Tool { get; init; }

    /// <summary>What the bank is asked to do.</summary>
    public required BankInstruction Instruction { get; init; }

    public required OperationState State { get; init; }

    /// <summary>The bank user on whose behalf every attempt and look-up is made.</summary>
    public required BackendIdentity BackendIdentity { get; init; }

    public required string BackendKey { get; init; }

    /// <summary>The exact bytes of every attempt's body, as text. Never empty: an empty POST would be re-sent by the HTTP stack.</summary>
    public required string BackendBody { get; init; }

    /// <summary>How often it was dispatched.</summary>
    public int Attempt { get; init; }

    /// <summary>Grows with every lease; a writer with an older fence is refused.</summary>
    public long Fence { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public DateTimeOffset? DoubtSince { get; init; }

    /// <summary>The last attempt's outcome; null until one is known.</summary>
    public Outcome? Outcome { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// The operation after an attempt's outcome. Throws <see cref="InvalidOperationException"/> when the move is not one
    /// the state machine allows.
    /// </summary>
    public Operation After(Outcome outcome, DateTimeOffset at)
    {
        var next = outcome.State;
        if (!State.Allows(next))
        {
            throw new InvalidOperationException(
                $"An operation that is {State.WireName()} cannot become {next.WireName()}."
            );
        }

        return this with
        {
            State = next,
            Outcome = outcome,
            LeaseUntil = null,
            DoubtSince = next == OperationState.InDoubt ? DoubtSince ?? at : DoubtSince,
            UpdatedAt = at,
        };
    }
}
