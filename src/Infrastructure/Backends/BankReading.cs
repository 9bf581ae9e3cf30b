using System.Globalization;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// Turns what the bank states into our values and our moments into its local times. Everything throws
/// <see cref="FormatException"/> for what cannot be understood: a figure we are not sure of is no figure.
/// </summary>
internal sealed class BankReading(TimeZoneInfo zone)
{
    /// <summary>The bank's name for the side of a movement that is not an account of its own.</summary>
    public const string Outside = "EXTERNAL";
    private const int LongestName = 255;

    public static BankAccount Account(WireAccount wire)
    {
        var currency = Currency(wire.Currency);
        var balance = wire.LedgerBalance ?? wire.Balance ?? throw Missing("balance");
        return new BankAccount(
            AccountId.TryParse(wire.Id.ToString(CultureInfo.InvariantCulture), out var id) ? id : throw Missing("id"),
            Text(wire.OwnerId, LongestName) ?? throw Missing("ownerId"),
            Named<AccountType>(wire.AccountType, "accountType"),
            Named<AccountStatus>(wire.Status, "status"),
            Sum(wire.Balance ?? balance, currency),
            Sum(wire.AvailableBalance ?? balance, currency),
            wire.CreatedAt,
            wire.InterestRate,
            wire.CreditLimit is { } limit ? Sum(limit, currency) : null,
            wire.DueDate
        );
    }

    public static BankSpendingLimit SpendingLimit(WireSpendingLimit wire)
    {
        var currency = Currency(wire.Currency);
        return new BankSpendingLimit(
            AccountId.TryParse(wire.AccountId.ToString(CultureInfo.InvariantCulture), out var id)
                ? id
                : throw Missing("accountId"),
            currency,
            Sum(wire.TransferDailyLimit ?? throw Missing("transferDailyLimit"), currency),
            Sum(wire.TransferUsedToday ?? throw Missing("transferUsedToday"), currency),
            Sum(wire.WithdrawalDailyLimit ?? throw Missing("withdrawalDailyLimit"), currency),
            Sum(wire.WithdrawalUsedToday ?? throw Missing("withdrawalUsedToday"), currency)
        );
    }

    public BankTransaction Transaction(WireTransaction wire) =>
        new()
        {
            Id = Id(wire.TransactionId) ?? throw Missing("transactionId"),
            From = Side(wire.FromAccountId),
            To = Side(wire.ToAccountId),
            Amount = Sum(wire.Amount ?? throw Missing("amount"), Currency(wire.Currency)),
            Type = Named<TransactionType>(wire.Type, "type"),
            Status = Named<TransactionStatus>(wire.Status, "status"),
            Description = UntrustedText.Clean(wire.Description),
            Reference = UntrustedText.Clean(wire.Reference),
            CreatedAt = Moment(wire.CreatedAt) ?? throw Missing("createdAt"),
            ProcessedAt = Moment(wire.ProcessedAt),
            CreatedBy = wire.CreatedBy,
            IdempotencyKey = wire.IdempotencyKey,
            Original = Id(wire.OriginalTransactionId),
            Reversal = Id(wire.ReversalTransactionId),
        };

    public static BankPage<T> Page<TWire, T>(WirePage<TWire> page, Func<TWire, T> read) =>
        new(
            [.. (page.Content ?? throw Missing("content")).Select(read)],
            page.Number,
            page.Size,
            page.TotalElements,
            page.TotalPages
        );

    /// <summary>The bank's local time of a moment, as its search takes it: ISO 8601 without a zone.</summary>
    public string LocalTime(DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>A value of ours by the bank's name for it.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());

    /// <summary>
    /// A local time without a zone as a moment. In the hour that autumn repeats, the later one (standard time) is taken:
    /// the bank does not tell them apart.
    /// </summary>
    private DateTimeOffset? Moment(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var isLocal =
            DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Kind == DateTimeKind.Unspecified
            && text.IndexOf('T', StringComparison.Ordinal) == "yyyy-MM-dd".Length;
        if (!isLocal)
        {
            throw new FormatException("Not a local date and time.");
        }

        try
        {
            return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        }
        catch (ArgumentOutOfRangeException cause)
        {
            throw new FormatException("A time before the first or after the last there is.", cause);
        }
    }

    private static Money Sum(decimal value, CurrencyCode currency)
    {
        try
        {
            return Money.FromDecimal(value, currency);
        }
        catch (OverflowException cause)
        {
            throw new FormatException("A sum beyond what can be held exactly.", cause);
        }
    }

    private static CurrencyCode Currency(string? code) => code is null ? CurrencyCode.Usd : CurrencyCode.Parse(code);

    private static TransactionId? Id(string? text) => text is null ? null : TransactionId.Parse(text);

    private static AccountId? Side(string? text) => text is null or Outside ? null : AccountId.Parse(text);

    private static string? Text(string? text, int limit) => UntrustedText.Clean(text, limit);

    private static T Named<T>(string? name, string field)
        where T : struct, Enum =>
        name is not null && Names<T>.Values.TryGetValue(name, out var value) ? value : throw Missing(field);

    private static FormatException Missing(string field) => new($"No {field} that can be understood.");

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Values = Enum.GetValues<T>()
            .ToDictionary(NameOf, StringComparer.Ordinal);
    }
}
