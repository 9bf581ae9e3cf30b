using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests;

/// <summary>The people, accounts and values that the tests speak of.</summary>
internal static class Known
{
    public static Caller Alice { get; } = CallerOf("alice", RolePermissions.User);
    public static Caller Bob { get; } = CallerOf("bob", RolePermissions.User);
    public static Caller Officer { get; } = CallerOf("frank", "financial_officer");
    public static Caller Admin { get; } = CallerOf("olivia", "admin");

    /// <summary>The person who answers for every agent here.</summary>
    public const string Owner = "omar";

    /// <summary>A person at the admin side, with the bank's staff roles.</summary>
    public static Caller Person(string name, params string[] roles) =>
        new()
        {
            Principal = new Principal("admin", name, null),
            Roles = roles.ToHashSet(StringComparer.Ordinal),
            BackendSubject = name,
            IsPerson = true,
        };

    public static Caller Operator { get; } = Person("oskar", StaffPermissions.Operator);
    public static Caller OtherOperator { get; } = Person("ottilie", StaffPermissions.Operator);
    public static Caller Approver { get; } = Person("paula", StaffPermissions.Approver);
    public static Caller OtherApprover { get; } = Person("pedro", StaffPermissions.Approver);
    public static Caller Administrator { get; } = Person("ada", StaffPermissions.Admin);
    public static Caller OtherAdministrator { get; } = Person("amos", StaffPermissions.Admin);
    public static Caller Auditor { get; } = Person("aurel", StaffPermissions.Auditor);

    public static AccountId AliceChecking { get; } = AccountId.Parse("1001");
    public static AccountId AliceSavings { get; } = AccountId.Parse("1002");
    public static AccountId BobChecking { get; } = AccountId.Parse("1003");
    public static AccountId CarolCredit { get; } = AccountId.Parse("1007");
    public static AccountId Nowhere { get; } = AccountId.Parse("999999");

    public static Caller CallerOf(string subject, params string[] roles) =>
        new()
        {
            Principal = new Principal("https://issuer.test", subject, null),
            Roles = roles.ToHashSet(StringComparer.Ordinal),
            BackendSubject = subject,
        };

    public static Caller WithScopes(this Caller caller, params string[] scopes) =>
        caller with
        {
            Scopes = scopes.ToHashSet(StringComparer.Ordinal),
        };

    /// <summary>The accounts of alice, bob and carol.</summary>
    public static TestApplication WithAccounts(this TestApplication application)
    {
        application.Bank.Accounts.AddRange([
            AccountOf(AliceChecking, "alice", AccountType.Checking, 100_000),
            AccountOf(AliceSavings, "alice", AccountType.Savings, 500_000),
            AccountOf(BobChecking, "bob", AccountType.Checking, 20_000),
            AccountOf(CarolCredit, "carol", AccountType.Credit, 0),
        ]);
        return application;
    }

    public static BankAccount AccountOf(
        AccountId id,
        string owner,
        AccountType type,
        long minor,
        string currency = "USD",
        AccountStatus status = AccountStatus.Active
    )
    {
        var balance = new Money(minor, CurrencyCode.Parse(currency));
        return new BankAccount(id, owner, type, status, balance, balance, null, null, null, null);
    }

    /// <summary>Replaces an account by what it is to become.</summary>
    public static void Change(this TestApplication application, AccountId id, Func<BankAccount, BankAccount> change)
    {
        var accounts = application.Bank.Accounts;
        var index = accounts.FindIndex(account => account.Id == id);
        accounts[index] = change(accounts[index]);
    }

    public static BankTransaction TransactionOf(
        int number,
        DateTimeOffset at,
        AccountId? from,
        AccountId? to,
        long minor = 1000,
        TransactionType type = TransactionType.Transfer,
        TransactionStatus status = TransactionStatus.Completed,
        string createdBy = "alice"
    ) =>
        new()
        {
            Id = TransactionIdOf(number),
            From = from,
            To = to,
            Amount = new Money(minor, CurrencyCode.Usd),
            Type = type,
            Status = status,
            CreatedAt = at,
            CreatedBy = createdBy,
        };

    public static TransactionId TransactionIdOf(int number) =>
        TransactionId.Parse($"0199c0de-0000-7000-8000-{number:x12}");

    public static OperationId IdOf(string? text) =>
        OperationId.TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no operation id.");

    public static IdempotencyKey Key(int number = 1) => IdempotencyKey.Parse($"test-key-of-a-call-{number:0000}");

    public static TransferFunds Transfer(string amount = "12.50", int key = 1) =>
        new(AliceChecking, BobChecking, Amount.Parse(amount), null, null, Key(key), null);
}
