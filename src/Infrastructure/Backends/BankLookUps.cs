using FinancialMcp.Application;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// Looks for what became of an operation, as the same bank user that it was sent for. The bank has no look-up by
/// idempotency key, so rows are searched for and told apart by it. What was not read to its end tells nothing.
/// </summary>
internal sealed class BankLookUps(BackendOptions options, BackendClients clients, BackendTokens tokens, BankReads reads)
{
    private const int PageSize = 100;
    private const int MostPages = 50;

    private readonly OutcomeTable table = new(options.Contract, new BankReading(options.TimeZone));

    public async Task<LookUp> OfAsync(Operation operation, CancellationToken cancellationToken)
    {
        try
        {
            return operation.Instruction switch
            {
                OpenAccount => LookUp.Impossible,
                Reversal reversal => await OfReversalAsync(operation, reversal, cancellationToken),
                Deposit or Withdrawal or Transfer => await OfMovementAsync(operation, cancellationToken),
                _ => await OfAccountAsync(operation, cancellationToken),
            };
        }
        catch (AppException)
        {
            // The reads have logged why.
            return LookUp.Unavailable;
        }
    }

    private async Task<LookUp> OfMovementAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.Outcome is { Class: OutcomeClass.Accepted, BackendTransactionId: { } id })
        {
            return await OfAcceptedAsync(operation, id, cancellationToken);
        }

        var ours = await SearchAsync(operation, new Search(Reference: operation.BackendKey), cancellationToken);
        if (ours is { Count: 0 })
        {
            // v1 drops the reference of deposits and withdrawals.
            var sum = operation.Instruction.Sum!.Value.ToString();
            var account = operation.Instruction.From ?? operation.Instruction.To;
            ours = await SearchAsync(
                operation,
                new Search(Account: account.ToString(), Type: TypeOf(operation.Instruction), Amount: sum),
                cancellationToken
            );
        }

        return ours is null ? LookUp.Unavailable
            : ours.Count == 0 && MayAwaitItsCustomer(operation) ? LookUp.NotShown
            : Judge(operation, ours);
    }

    /// <summary>
    /// A v2 transfer whose 202 was lost may wait for its customer's step-up, under an id that only that answer named. No
    /// search shows it, and it may still be carried out: that it is not shown proves nothing.
    /// </summary>
    private bool MayAwaitItsCustomer(Operation operation) =>
        options.Contract == BankContract.V2 && operation.Instruction is Transfer;

    /// <summary>What the bank accepted has an id: a transaction's, or in v2 that of an authorization that becomes one.</summary>
    private async Task<LookUp> OfAcceptedAsync(Operation operation, string id, CancellationToken cancellationToken)
    {
        var row = await FindAsync(
            operation,
            () => clients.Transactions.GetAsync(id, Token(Backend.Transaction, operation), cancellationToken),
            cancellationToken
        );
        if (row is null && options.Contract == BankContract.V2)
        {
            row = await FindAsync(
                operation,
                () =>
                    clients.Transactions.AuthorizationAsync(
                        id,
                        Token(Backend.Transaction, operation),
                        cancellationToken
                    ),
                cancellationToken
            );
        }

        return row is null ? LookUp.NotShown : Judge(operation, [row]);
    }

    private async Task<LookUp> OfReversalAsync(
        Operation operation,
        Reversal reversal,
        CancellationToken cancellationToken
    )
    {
        var rows = await reads.AskAsync(
            Backend.Transaction,
            operation.BackendIdentity,
            () =>
                clients.Transactions.ReversalsAsync(
                    reversal.Original.ToString(),
                    Token(Backend.Transaction, operation),
                    cancellationToken
                ),
            read => read,
            _ => false,
            cancellationToken
        );
        return rows is null || rows.Contains(null!)
            ? LookUp.Unavailable
            : Judge(operation, [.. rows.Where(row => IsOurs(operation, row))]);
    }

    /// <summary>An account that shows exactly what was asked has got it; one that does not proves nothing.</summary>
    private async Task<LookUp> OfAccountAsync(Operation operation, CancellationToken cancellationToken)
    {
        var account = await reads.AskAsync(
            Backend.Account,
            operation.BackendIdentity,
            () =>
                clients.Accounts.GetAsync(
                    operation.Instruction.From!.Value.Value,
                    Token(Backend.Account, operation),
                    cancellationToken
                ),
            BankReading.Account,
            refusal => refusal is { Status: 404, Error: not null },
            cancellationToken
        );
        return OutcomeTable.OfShownAccount(operation.Instruction, account, options.Contract) is { } outcome
            ? LookUp.Found(outcome)
            : LookUp.NotShown;
    }

    private Task<WireTransaction?> FindAsync(
        Operation operation,
        Func<Task<Refit.IApiResponse<WireTransaction>>> call,
        CancellationToken cancellationToken
    ) =>
        reads.AskAsync(
            Backend.Transaction,
            operation.BackendIdentity,
            call,
            row => row,
            refusal => refusal is { Status: 400 or 403 or 404, Error: not null },
            cancellationToken
        );

    /// <summary>All rows of the search that carry our key; null when it was not read to its end, or has more pages than are walked.</summary>
    private async Task<IReadOnlyList<WireTransaction>?> SearchAsync(
        Operation operation,
        Search search,
        CancellationToken cancellationToken
    )
    {
        var ours = new Dictionary<string, WireTransaction>(StringComparer.Ordinal);
        var seen = 0L;
        for (var number = 0; number < MostPages; number++)
        {
            var page = await reads.AskAsync(
                Backend.Transaction,
                operation.BackendIdentity,
                () =>
                    clients.Transactions.SearchAsync(
                        search.Account,
                        search.Type,
                        null,
                        null,
                        null,
                        search.Amount,
                        search.Amount,
                        null,
                        search.Reference,
                        number,
                        PageSize,
                        Token(Backend.Transaction, operation),
                        cancellationToken
                    ),
                read => read,
                _ => false,
                cancellationToken
            );
            if (page is not { Content: { } rows } || page.Number != number || rows.Contains(null!))
            {
                return null;
            }

            foreach (var row in rows.Where(row => IsOurs(operation, row)))
            {
                ours[row.TransactionId ?? ""] = row;
            }

            seen += rows.Count;
            if (number + 1 >= page.TotalPages)
            {
                // Rows that were left out, or that moved between two pages, may be ours.
                return seen == page.TotalElements ? [.. ours.Values] : null;
            }
        }

        return null;
    }

    private LookUp Judge(Operation operation, IReadOnlyList<WireTransaction> ours)
    {
        if (ours.Count != 1)
        {
            return ours.Count == 0 ? LookUp.Absent : LookUp.Contradiction;
        }

        var verdict = table.OfRow(operation, ours[0], tokens.NamesTheIdentity(Backend.Transaction));
        return verdict.Mismatches.Count > 0 ? LookUp.Contradiction
            : verdict.Problem is not null ? LookUp.Unavailable
            : LookUp.Found(verdict.Outcome);
    }

    private static bool IsOurs(Operation operation, WireTransaction row) =>
        string.Equals(row.IdempotencyKey, operation.BackendKey, StringComparison.Ordinal);

    private static string TypeOf(BankInstruction instruction) =>
        BankReading.NameOf(
            instruction switch
            {
                Deposit => TransactionType.Deposit,
                Withdrawal => TransactionType.Withdrawal,
                _ => TransactionType.Transfer,
            }
        );

    private string Token(Backend service, Operation operation) => tokens.ForRead(service, operation.BackendIdentity);

    private sealed record Search(
        string? Account = null,
        string? Type = null,
        string? Amount = null,
        string? Reference = null
    );
}
