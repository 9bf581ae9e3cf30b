using FinancialMcp.Domain;

namespace FinancialMcp.Application.Accounts;

/// <summary>Whose an account is, as the bank itself tells it.</summary>
/// <param name="Account">Which.</param>
/// <param name="IsKnown">False: the bank has not told, because it did not answer in time.</param>
/// <param name="Owner">The bank's user; null, when it is known, where the bank has no such account.</param>
/// <param name="Status">As it was when the bank was asked.</param>
public sealed record AccountOwner(AccountId Account, bool IsKnown, string? Owner, AccountStatus? Status)
{
    internal static AccountOwner NotKnown(AccountId account) => new(account, IsKnown: false, null, null);
}
