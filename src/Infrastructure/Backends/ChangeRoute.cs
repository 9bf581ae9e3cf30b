using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>Where a change is sent. The ids in it are numbers and UUIDs by their types, so nothing can leave its path.</summary>
internal sealed record ChangeRoute(Backend Service, HttpMethod Method, string Path)
{
    private const string Accounts = "/api/accounts";
    private const string Transactions = "/api/transactions";

    /// <summary>Throws <see cref="InvalidOperationException"/> for what the contract has no route for.</summary>
    public static ChangeRoute Of(BankContract contract, BankInstruction instruction) =>
        (instruction, contract) switch
        {
            (Deposit, _) => Post($"{Transactions}/deposit"),
            (Withdrawal, _) => Post($"{Transactions}/withdraw"),
            (Transfer, _) => Post($"{Transactions}/transfer"),
            (Reversal it, _) => Post($"{Transactions}/{it.Original}/reverse"),
            (OpenAccount, _) => new(Backend.Account, HttpMethod.Post, Accounts),
            (ChangeAccount it, BankContract.V2) => new(Backend.Account, HttpMethod.Put, $"{Accounts}/{it.Account}"),
            (CorrectBalance it, BankContract.V1) => new(Backend.Account, HttpMethod.Put, $"{Accounts}/{it.Account}"),
            (SetStatus it, _) => new(Backend.Account, HttpMethod.Patch, $"{Accounts}/{it.Account}/status"),
            (CloseAccount it, BankContract.V1) => new(Backend.Account, HttpMethod.Delete, $"{Accounts}/{it.Account}"),
            (CloseAccount it, BankContract.V2) => Post($"/api/controlled-beta/accounts/{it.Account}/close"),
            _ => throw new InvalidOperationException(
                $"Contract {contract} has no route for {instruction.GetType().Name}."
            ),
        };

    private static ChangeRoute Post(string path) => new(Backend.Transaction, HttpMethod.Post, path);
}
