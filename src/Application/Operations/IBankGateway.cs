using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Operations;

/// <summary>Leave to make one attempt.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Fence">Of the lease it is made under.</param>
/// <param name="LeaseUntil">When the lease ends; the attempt's token expires with it.</param>
/// <param name="Deadline">How long the attempt may take; the body is not begun after it.</param>
/// <param name="Began">From when the deadline counts, on the monotonic clock: before the lease was asked for.</param>
public sealed record AttemptPermit(int Number, long Fence, DateTimeOffset LeaseUntil, TimeSpan Deadline, long Began);

/// <summary>The changing side of the bank, and the looks that tell what became of a change.</summary>
public interface IBankGateway
{
    /// <summary>True when every attempt's token ends with its lease; false under a static token.</summary>
    bool TokensEnd(BankInstruction instruction);

    /// <summary>The body of every attempt of the instruction, in the selected contract's form. Never empty.</summary>
    string BodyOf(BankInstruction instruction, string backendKey);

    /// <summary>
    /// Makes one attempt: the request is put on the wire at most once. Always returns; whatever happened is in the
    /// outcome, which says success or failure only when the bank proved it.
    /// </summary>
    Task<(Outcome Outcome, Attempt Attempt)> SendAsync(Operation operation, AttemptPermit permit);

    /// <summary>
    /// Looks at the bank, under the operation's own identity, for what became of it. Always returns; what was not answered
    /// completely is unavailable.
    /// </summary>
    Task<LookUp> LookUpAsync(Operation operation, CancellationToken cancellationToken);
}
