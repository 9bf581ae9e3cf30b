using System.Globalization;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>
/// GET /api/transactions/search: only what the caller created, unless privileged. A bad enum, date or number is the
/// service's 500.
/// </summary>
internal sealed class TransactionSearch
{
    private readonly List<string> terms = [];
    private readonly List<object?> values = [];

    public static TransactionSearch From(BankCall call)
    {
        var search = new TransactionSearch();
        if (!call.Caller.IsPrivileged)
        {
            // The plus keeps SQLite from walking all of the creator's rows when a reference names a few.
            search.Add(call.Query("reference") is null ? "created_by = ?" : "+created_by = ?", call.Caller.Subject);
        }
        if (call.Query("accountId") is { } account)
        {
            var id = MoneyRequest.AccountOf(account);
            search.Add("(from_account = ? OR to_account = ?)", id);
        }
        search.AddWord("type = ?", call.Query("type"), TransactionTypes.IsKnown);
        search.AddWord("status = ?", call.Query("status"), TransactionStatuses.IsKnown);
        search.AddDate("created_at >= ?", call.Query("startDate"));
        search.AddDate("created_at <= ?", call.Query("endDate"));
        search.AddAmount("amount >= ?", call.Query("minAmount"), decimal.Ceiling);
        search.AddAmount("amount <= ?", call.Query("maxAmount"), decimal.Floor);
        if (call.Query("description") is { } description)
        {
            search.Add("instr(lower(description), lower(?)) > 0", description);
        }
        if (call.Query("reference") is { } reference)
        {
            search.Add("reference = ?", reference);
        }
        return search;
    }

    public Page<Transaction> Run(LedgerSession ledger, PageRequest page)
    {
        var where = terms.Count == 0 ? "1 = 1" : string.Join(" AND ", terms);
        var total = ledger.Scalar($"SELECT count(*) FROM transactions WHERE {where}", [.. values]);
        var rows = ledger.List(
            $"SELECT {TransactionRows.Columns} FROM transactions WHERE {where} "
                + $"ORDER BY {TransactionRows.Order(page)} LIMIT {Next(1)} OFFSET {Next(2)}",
            TransactionRows.Read,
            [.. values, page.Size, page.Offset]
        );
        return Page<Transaction>.Of(rows, page, total);
    }

    public static long Date(string text) =>
        BankTime.TryParseLocal(text, out var micros)
            ? micros
            : throw new RefusedException(RefusalReason.Unexpected, $"Failed to convert '{text}' to a local date-time");

    private void Add(string term, object value)
    {
        terms.Add(term.Replace("?", Next(1), StringComparison.Ordinal));
        values.Add(value);
    }

    private void AddWord(string term, string? word, Func<string, bool> known)
    {
        if (word is null)
        {
            return;
        }
        if (!known(word))
        {
            throw new RefusedException(RefusalReason.Unexpected, $"No enum constant: {word}");
        }
        Add(term, word);
    }

    private void AddDate(string term, string? date)
    {
        if (date is not null)
        {
            Add(term, Date(date));
        }
    }

    // A bound with more than two decimals is rounded towards the inside, so that it stays exact over minor units.
    private void AddAmount(string term, string? amount, Func<decimal, decimal> round)
    {
        if (amount is null)
        {
            return;
        }
        if (
            !decimal.TryParse(amount, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !Money.TryFrom(round(value * 100m) / 100m, out var money)
        )
        {
            throw new RefusedException(RefusalReason.Unexpected, $"Failed to convert '{amount}' to a number");
        }
        Add(term, money.Minor);
    }

    private string Next(int step) => "?" + (values.Count + step).ToString(CultureInfo.InvariantCulture);
}
