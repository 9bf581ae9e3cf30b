using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Operations;

/// <summary>Leave to make one attempt.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Fence">Of the lease it is made under.</param>
/// <param name="LeaseUntil">When the lease ends; the attempt's token expires with it.</param>
/// <param name="Deadline">How long the attempt may take from now; the body is not begun after it.</param>
public sealed record AttemptPermit(int Number, long Fence, DateTimeOffset LeaseUntil, TimeSpan Deadline);

/// <summary>The changing side of the bank.</summary>
public interface IBankGateway
{
    /// <summary>The body of every attempt of the instruction, in the selected contract's form. Never empty.</summary>
    string BodyOf(BankInstruction instruction, string backendKey);

    /// <summary>
    /// Makes one attempt: the request is put on the wire at most once. Always returns; whatever happened is in the
    /// outcome, which says success or failure only when the bank proved it.
    /// </summary>
    Task<(Outcome Outcome, Attempt Attempt)> SendAsync(Operation operation, AttemptPermit permit);
}
