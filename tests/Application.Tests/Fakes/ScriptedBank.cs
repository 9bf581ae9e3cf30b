using System.Text.Json;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>
/// A bank that shows the accounts and transactions it was given, to whom the real one would show them, and answers
/// changes as scripted. It counts what it is asked.
/// </summary>
internal sealed class ScriptedBank : IAccountGateway, ITransactionGateway, IBankGateway
{
    public List<BankAccount> Accounts { get; } = [];

    /// <summary>Newest first, as the bank lists them.</summary>
    public List<BankTransaction> Transactions { get; } = [];

    /// <summary>Makes the bank as careless as it must not be.</summary>
    public bool ShowsEverything { get; set; }

    public bool TakesDeposits { get; set; } = true;

    /// <summary>Makes every reading fail as it does when a service does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>Makes every look at an account wait until its asker gives up.</summary>
    public bool IsHanging { get; set; }

    /// <summary>What comes of a change; by default it succeeds.</summary>
    public Func<Operation, Task<Outcome>> Answer { get; set; } = operation => Task.FromResult(Done(operation));

    /// <summary>What a look tells; by default the bank does not show the operation.</summary>
    public Func<Operation, LookUp> Look { get; set; } = _ => LookUp.Absent;

    /// <summary>How often the bank was looked at.</summary>
    public int Looks { get; private set; }

    /// <summary>False as under a static token.</summary>
    public bool AllTokensEnd { get; set; } = true;

    /// <summary>The bank's own limits, by whose they are told to.</summary>
    public List<BankSpendingLimit> SpendingLimits { get; } = [];
    public int SpendingLimitsAsked { get; private set; }

    /// <summary>Every change that was sent.</summary>
    public List<Operation> Sent { get; } = [];

    /// <summary>In whose name the bank was asked, by reading and by change.</summary>
    public List<BackendIdentity> AskedAs { get; } = [];

    /// <summary>Runs before a page of history is read: where a transaction may come in meanwhile.</summary>
    public Action? BeforeHistoryPage { get; set; }
    public int HistoryPagesRead { get; private set; }
    public AccountFilter? ListedBy { get; private set; }
    public TransactionSearch? SearchedBy { get; private set; }

    /// <summary>A success as the real gateway reports it.</summary>
    public static Outcome Done(Operation operation)
    {
        var id = operation.Id.ToString();
        var result = new OperationResult(
            operation.Instruction.Sum is { } sum
                ? TransactionView.Of(
                    new BankTransaction
                    {
                        Id = TransactionId.Parse(id),
                        From = operation.Instruction.From,
                        To = operation.Instruction.To,
                        Amount = sum,
                        Type = TransactionType.Transfer,
                        Status = TransactionStatus.Completed,
                        CreatedAt = operation.CreatedAt,
                    }
                )
                : null,
            null
        );
        return Outcome.Succeeded(id, JsonSerializer.Serialize(result, WireJson.Options));
    }

    public async Task<BankAccount?> FindAsync(
        AccountId id,
        BackendIdentity identity,
        CancellationToken cancellationToken
    )
    {
        Ask(identity);
        if (IsHanging)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        return Accounts.Find(account => account.Id == id && IsShown(account, identity));
    }

    public Task<BankPage<BankAccount>> ListAsync(
        AccountFilter filter,
        BackendIdentity identity,
        CancellationToken cancellationToken
    )
    {
        Ask(identity);
        ListedBy = filter;
        return Task.FromResult(
            PageOf(
                [
                    .. Accounts.Where(account =>
                        IsShown(account, identity)
                        && (filter.OwnerId is null || account.OwnerId == filter.OwnerId)
                        && (filter.Type is null || account.Type == filter.Type)
                        && (filter.Status is null || account.Status == filter.Status)
                    ),
                ],
                filter.Page,
                filter.Size
            )
        );
    }

    public Task<BankTransaction?> FindAsync(
        TransactionId id,
        BackendIdentity identity,
        CancellationToken cancellationToken
    )
    {
        Ask(identity);
        return Task.FromResult(
            Transactions.Find(transaction =>
                transaction.Id == id && (identity.IsStaff || transaction.CreatedBy == identity.Subject)
            )
        );
    }

    public Task<BankPage<BankTransaction>> HistoryAsync(
        AccountId account,
        int page,
        int size,
        BackendIdentity identity,
        CancellationToken cancellationToken
    )
    {
        Ask(identity);
        HistoryPagesRead++;
        BeforeHistoryPage?.Invoke();
        return Task.FromResult(
            PageOf([.. Transactions.Where(item => item.From == account || item.To == account)], page, size)
        );
    }

    public Task<BankPage<BankTransaction>> SearchAsync(
        TransactionSearch search,
        int page,
        int size,
        BackendIdentity identity,
        CancellationToken cancellationToken
    )
    {
        Ask(identity);
        SearchedBy = search;
        return Task.FromResult(
            PageOf([.. Transactions.Where(item => identity.IsStaff || item.CreatedBy == identity.Subject)], page, size)
        );
    }

    public Task<IReadOnlyList<BankSpendingLimit>> SpendingLimitsAsync(
        BackendIdentity identity,
        CancellationToken cancellationToken
    )
    {
        Ask(identity);
        SpendingLimitsAsked++;
        return Task.FromResult<IReadOnlyList<BankSpendingLimit>>(SpendingLimits);
    }

    public bool TokensEnd(BankInstruction instruction) => AllTokensEnd;

    public Task<LookUp> LookUpAsync(Operation operation, CancellationToken cancellationToken)
    {
        Looks++;
        return Task.FromResult(Look(operation));
    }

    public Task<bool> TakesDepositsAsync(CancellationToken cancellationToken) => Task.FromResult(TakesDeposits);

    public string BodyOf(BankInstruction instruction, string backendKey) =>
        JsonSerializer.Serialize(new { key = backendKey, instruction }, WireJson.Options);

    public async Task<(Outcome Outcome, Attempt Attempt)> SendAsync(Operation operation, AttemptPermit permit)
    {
        lock (Sent)
        {
            Sent.Add(operation);
        }

        var outcome = await Answer(operation);
        var status = outcome.Class == OutcomeClass.Succeeded ? 201 : (int?)null;
        return (
            outcome,
            new Attempt(
                permit.Number,
                permit.Fence,
                operation.CreatedAt,
                operation.CreatedAt,
                BytesSent: true,
                status,
                status is null ? "timeout" : null,
                null
            )
        );
    }

    private void Ask(BackendIdentity identity)
    {
        lock (AskedAs)
        {
            AskedAs.Add(identity);
        }

        if (IsAway)
        {
            throw new AppException(ErrorCodes.ServiceUnavailable, "The bank does not answer.");
        }
    }

    private bool IsShown(BankAccount account, BackendIdentity identity) =>
        ShowsEverything || identity.IsStaff || account.OwnerId == identity.Subject;

    private static BankPage<T> PageOf<T>(IReadOnlyList<T> all, int page, int size) =>
        new([.. all.Skip(page * size).Take(size)], page, size, all.Count, (all.Count + size - 1) / size);
}
