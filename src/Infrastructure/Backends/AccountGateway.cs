using FinancialMcp.Application;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <inheritdoc cref="IAccountGateway"/>
internal sealed class AccountGateway(
    BackendOptions options,
    BackendClients clients,
    BackendTokens tokens,
    BankReads reads
) : IAccountGateway
{
    public Task<BankAccount?> FindAsync(AccountId id, BackendIdentity identity, CancellationToken cancellationToken) =>
        reads.AskAsync(
            Backend.Account,
            identity,
            () => clients.Accounts.GetAsync(id.Value, tokens.ForRead(Backend.Account, identity), cancellationToken),
            BankReading.Account,
            refusal => refusal is { Status: 404 or 403, Error: not null },
            cancellationToken
        );

    public async Task<BankPage<BankAccount>> ListAsync(
        AccountFilter filter,
        BackendIdentity identity,
        CancellationToken cancellationToken
    ) =>
        await reads.AskAsync(
            Backend.Account,
            identity,
            () =>
                clients.Accounts.ListAsync(
                    filter.OwnerId,
                    filter.Type is { } type ? BankReading.NameOf(type) : null,
                    filter.Status is { } status ? BankReading.NameOf(status) : null,
                    filter.Page,
                    filter.Size,
                    tokens.ForRead(Backend.Account, identity),
                    cancellationToken
                ),
            page => BankReading.Page(page, BankReading.Account),
            _ => false,
            cancellationToken
        ) ?? throw new InvalidOperationException("A list is never absent.");

    public async Task<IReadOnlyList<BankSpendingLimit>> SpendingLimitsAsync(
        BackendIdentity identity,
        CancellationToken cancellationToken
    ) =>
        options.Contract == BankContract.V1
            ? []
            : await reads.AskAsync(
                Backend.Account,
                identity,
                () =>
                    clients.Accounts.SpendingLimitsAsync(tokens.ForRead(Backend.Account, identity), cancellationToken),
                limits => limits.ConvertAll(BankReading.SpendingLimit),
                _ => false,
                cancellationToken
            ) ?? throw new InvalidOperationException("A list is never absent.");
}
