using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <inheritdoc cref="ITransactionGateway"/>
internal sealed class TransactionGateway(
    BackendOptions options,
    BackendClients clients,
    BackendTokens tokens,
    BankReads reads,
    BackendIdentities identities
) : ITransactionGateway
{
    private readonly BankReading reading = new(options.TimeZone);

    public Task<BankTransaction?> FindAsync(
        TransactionId id,
        BackendIdentity identity,
        CancellationToken cancellationToken
    ) =>
        reads.AskAsync(
            Backend.Transaction,
            identity,
            () => clients.Transactions.GetAsync(id.ToString(), Token(identity), cancellationToken),
            reading.Transaction,
            refusal =>
                refusal is { Status: 403, Error: not null }
                || (refusal.Status == 400 && refusal.Error?.Says("Transaction not found") == true),
            cancellationToken
        );

    public async Task<BankPage<BankTransaction>> HistoryAsync(
        AccountId account,
        int page,
        int size,
        BackendIdentity identity,
        CancellationToken cancellationToken
    ) =>
        await reads.AskAsync(
            Backend.Transaction,
            identity,
            () => clients.Transactions.HistoryAsync(account.Value, page, size, Token(identity), cancellationToken),
            Page,
            refusal =>
                refusal is { Status: 403, Error: not null }
                || (refusal.Status == 400 && refusal.Error?.Says("Account not found") == true),
            cancellationToken
        ) ?? throw new AppException(ErrorCodes.AccountNotFound, "There is no such account, or it is not yours.");

    public async Task<BankPage<BankTransaction>> SearchAsync(
        TransactionSearch search,
        int page,
        int size,
        BackendIdentity identity,
        CancellationToken cancellationToken
    ) =>
        await reads.AskAsync(
            Backend.Transaction,
            identity,
            () =>
                clients.Transactions.SearchAsync(
                    search.Account?.ToString(),
                    search.Type is { } type ? BankReading.NameOf(type) : null,
                    search.Status is { } status ? BankReading.NameOf(status) : null,
                    search.Start is { } start ? reading.LocalTime(start) : null,
                    search.End is { } end ? reading.LocalTime(end) : null,
                    search.MinAmount?.ToString(),
                    search.MaxAmount?.ToString(),
                    search.DescriptionContains,
                    search.Reference,
                    page,
                    size,
                    Token(identity),
                    cancellationToken
                ),
            Page,
            _ => false,
            cancellationToken
        ) ?? throw new InvalidOperationException("A list is never absent.");

    public async Task<bool> TakesDepositsAsync(CancellationToken cancellationToken)
    {
        if (options.Contract == BankContract.V1)
        {
            return true;
        }

        var capability = await reads.AskAsync(
            Backend.Transaction,
            identities.Staff,
            () => clients.Transactions.DepositCapabilityAsync(Token(identities.Staff), cancellationToken),
            wire => wire.Enabled is null ? throw new FormatException("No capability that can be understood.") : wire,
            _ => false,
            cancellationToken
        );
        return capability?.Enabled == true;
    }

    private BankPage<BankTransaction> Page(WirePage<WireTransaction> page) =>
        BankReading.Page(page, reading.Transaction);

    private string Token(BackendIdentity identity) => tokens.ForRead(Backend.Transaction, identity);
}
