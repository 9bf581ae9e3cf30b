using FinancialMcp.Domain.Approvals;

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

    /// <summary>When the lease ends, by the database's clock; null when nobody holds it.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>The process that holds the lease, for people.</summary>
    public string? LeaseOwner { get; init; }

    /// <summary>When the last attempt's lease, and with it its token, ended or ends: nothing is accepted after it.</summary>
    public DateTimeOffset? SentUntil { get; init; }

    public DateTimeOffset? DoubtSince { get; init; }

    /// <summary>When the bank is looked at next, for an operation that is in doubt or waits for the bank.</summary>
    public DateTimeOffset? NextProbeAt { get; init; }

    /// <summary>How often the bank was looked at.</summary>
    public int ProbeCount { get; init; }

    /// <summary>When the first of the complete looks that count began, none of which showed the operation.</summary>
    public DateTimeOffset? AbsentSince { get; init; }

    /// <summary>How many such looks there were.</summary>
    public int AbsentCount { get; init; }

    /// <summary>Under which right it was asked for.</summary>
    public required Authority Authority { get; init; }

    /// <summary>The version of the policy it was judged by last.</summary>
    public int? PolicyVersion { get; init; }

    /// <summary>What it waits, or waited, for; null when it needed nobody.</summary>
    public Approval? Approval { get; init; }

    /// <summary>How a person would end the doubt, until a second one confirms.</summary>
    public Resolution? Proposed { get; init; }

    /// <summary>The last attempt's outcome; null until one is known.</summary>
    public Outcome? Outcome { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// Identifies exactly this payment: what people vote on, and what is checked again before it is sent. Whatever could
    /// change what the bank does is in it.
    /// </summary>
    public string ParamsDigest =>
        Digest.Of(
            "operation",
            Id.ToString(),
            Tool,
            BackendIdentity.Subject,
            BackendIdentity.IsStaff ? "staff" : "customer",
            BackendKey,
            BackendBody,
            Instruction.Sum is { } sum ? $"{sum} {sum.Currency}" : "",
            Instruction.From?.ToString() ?? "",
            Instruction.To?.ToString() ?? ""
        );

    /// <summary>
    /// Identifies the same payment asked for again: principal, tool, accounts, sum. Null for what moves no money.
    /// </summary>
    public string? Twin => TwinOf(Principal, Tool, Instruction);

    /// <summary>As <see cref="Twin"/>, of a payment that nobody has asked for yet.</summary>
    public static string? TwinOf(Principal principal, string tool, BankInstruction instruction) =>
        instruction.Sum is { Minor: not 0 } sum
            ? Digest.Of(
                "twin",
                principal.Key,
                tool,
                instruction.From?.ToString() ?? "",
                instruction.To?.ToString() ?? "",
                sum.ToString(),
                sum.Currency.ToString(),
                (instruction as Reversal)?.Original.ToString() ?? ""
            )
            : null;

    /// <summary>
    /// The operation after an attempt's, a look's or a person's outcome. Throws <see cref="InvalidOperationException"/>
    /// when the move is not one the state machine allows.
    /// </summary>
    public Operation After(Outcome outcome, DateTimeOffset at)
    {
        var next = outcome.State;
        return MovedTo(next, at) with
        {
            Outcome = outcome with
            {
                BackendTransactionId = outcome.BackendTransactionId ?? Outcome?.BackendTransactionId,
            },
            LeaseUntil = null,
            LeaseOwner = null,
            SentUntil = LeaseUntil ?? SentUntil,
            DoubtSince = next == OperationState.InDoubt ? DoubtSince ?? at : DoubtSince,
            NextProbeAt = next is OperationState.InDoubt or OperationState.AwaitingBackend
                ? at + TimeSpan.FromSeconds(1)
                : null,
            Proposed = next.IsFinal() ? Proposed : null,
        };
    }

    /// <summary>
    /// The operation with one more vote: ready when enough people approve, ended when one rejects. Every vote raises the
    /// fence, so that of two votes cast at once the second sees the first. Throws <see cref="InvalidOperationException"/>
    /// when it waits for no vote.
    /// </summary>
    public Operation Voted(Vote vote, string rejectionCode)
    {
        if (State != OperationState.PendingApproval || Approval is not { } approval)
        {
            throw new InvalidOperationException($"An operation that is {State.WireName()} takes no vote.");
        }

        if (!vote.Approves)
        {
            return Ended(
                OperationState.Rejected,
                Outcome.NotExecuted(rejectionCode, "The people who decide on it rejected it. Nothing moved."),
                vote.At
            );
        }

        var counted = this with
        {
            Fence = Fence + 1,
            UpdatedAt = vote.At,
            Approval = approval with { Given = approval.Given + 1 },
        };
        return counted.Approval!.Given >= approval.Needed ? counted.MovedTo(OperationState.Ready, vote.At) : counted;
    }

    /// <summary>An approved operation that by now needs more people than have approved it.</summary>
    public Operation AskingMore(int needed, int policyVersion, DateTimeOffset at) =>
        MovedTo(OperationState.PendingApproval, at) with
        {
            Fence = Fence + 1,
            PolicyVersion = policyVersion,
            Approval = Approval! with { Needed = needed },
        };

    /// <summary>
    /// An approved operation as it is dispatched: with a new fence, its approval used up. The lease's end is the store's
    /// to set. Throws <see cref="InvalidOperationException"/> for an approval that is used up or for another payment.
    /// </summary>
    public Operation Dispatched(int policyVersion, string owner, DateTimeOffset leaseUntil, DateTimeOffset at)
    {
        if (Approval is not { ConsumedAt: null } approval || approval.Digest != ParamsDigest)
        {
            throw new InvalidOperationException("No unused approval of exactly this payment.");
        }

        return MovedTo(OperationState.Dispatching, at) with
        {
            Attempt = Attempt + 1,
            Fence = Fence + 1,
            LeaseUntil = leaseUntil,
            LeaseOwner = owner,
            PolicyVersion = policyVersion,
            Approval = approval with { ConsumedAt = at },
        };
    }

    /// <summary>An operation that was never sent and ends: denied, rejected, expired or cancelled.</summary>
    public Operation Ended(OperationState state, Outcome? outcome, DateTimeOffset at) =>
        MovedTo(state, at) with
        {
            Outcome = outcome,
            Fence = Fence + 1,
        };

    private Operation MovedTo(OperationState next, DateTimeOffset at) =>
        State.Allows(next)
            ? this with
            {
                State = next,
                UpdatedAt = at,
            }
            : throw new InvalidOperationException(
                $"An operation that is {State.WireName()} cannot become {next.WireName()}."
            );
}
