using FinancialMcp.Application.Security;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Transactions;

/// <summary>An account's transactions of a period, newest first. Truncated: the period's oldest part was not read.</summary>
internal sealed record HistoryWindow(IReadOnlyList<BankTransaction> Transactions, bool IsTruncated);

/// <summary>
/// Reads a period out of an account's history. The bank lists it newest first and cannot filter it by date (its search
/// can, but hides what others sent), so the period's end is found by bisection over the pages, and the pages are walked
/// from there to its start.
/// </summary>
internal sealed class AccountHistory(ITransactionGateway bank, BackendIdentities identities, CallContext context)
{
    /// <summary>How many transactions are asked for at a time.</summary>
    public const int PageSize = 200;

    /// <summary>How many pages one call may cost the bank.</summary>
    public const int PageBudget = 50;

    /// <summary>The period's transactions; the caller has made sure of the account.</summary>
    public async Task<HistoryWindow> ReadAsync(AccountId account, Period period, CancellationToken cancellationToken)
    {
        var pages = new Dictionary<int, BankPage<BankTransaction>>();
        var number = await FirstPageAsync(period, ReadPageAsync);
        var found = new List<BankTransaction>();
        var seen = new HashSet<TransactionId>();
        while (true)
        {
            if (!pages.ContainsKey(number) && pages.Count == PageBudget)
            {
                return new HistoryWindow(found, IsTruncated: true);
            }

            var page = await ReadPageAsync(number);
            foreach (var transaction in page.Items.Where(item => period.EndsAfter(item.CreatedAt)))
            {
                if (period.StartsAfter(transaction.CreatedAt))
                {
                    return new HistoryWindow(found, IsTruncated: false);
                }

                // A transaction made meanwhile pushes the others down, so that one can come twice, but none is missed.
                if (seen.Add(transaction.Id))
                {
                    found.Add(transaction);
                }
            }

            number++;
            if (page.Items.Count == 0 || number >= page.TotalPages)
            {
                return new HistoryWindow(found, IsTruncated: false);
            }
        }

        async Task<BankPage<BankTransaction>> ReadPageAsync(int wanted) =>
            pages.TryGetValue(wanted, out var known)
                ? known
                : pages[wanted] = await bank.HistoryAsync(
                    account,
                    wanted,
                    PageSize,
                    identities.Of(context),
                    cancellationToken
                );
    }

    /// <summary>The first page that holds something older than the period's end. Page numbers have 31 bits: within the budget.</summary>
    private static async Task<int> FirstPageAsync(Period period, Func<int, Task<BankPage<BankTransaction>>> read)
    {
        var newest = await read(0);
        var (low, high) = (0, HoldsTheEnd(newest) ? 0 : newest.TotalPages - 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (HoldsTheEnd(await read(middle)))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;

        bool HoldsTheEnd(BankPage<BankTransaction> page) =>
            page.Items.Count == 0 || period.EndsAfter(page.Items[^1].CreatedAt);
    }
}
