using System.Text.Json;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Infrastructure.Backends;

namespace FinancialMcp.Infrastructure.Tests.Backends;

public sealed class BankReadingTests
{
    private const string Account =
        """{"id":7,"ownerId":"alice","accountType":"CREDIT","status":"FROZEN","balance":70.10,"creditLimit":1000,"dueDate":"2027-01-31","createdAt":"2026-01-31","interestRate":null,"statusReason":"x"}""";

    private const string Movement =
        """{"transactionId":"0192f3a0-1111-7000-8000-000000000002","fromAccountId":"EXTERNAL","toAccountId":1001,"amount":12.50,"type":"DEPOSIT","status":"COMPLETED","createdAt":"2026-01-31T10:15:30.5"}""";

    private static readonly BankReading Utc = new(TimeZoneInfo.Utc);
    private static readonly BankReading Berlin = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    [Fact]
    public void An_account_is_read_with_every_field_the_bank_gives()
    {
        var account = ReadAccount(Account);

        Assert.Equal(AccountId.Parse("7"), account.Id);
        Assert.Equal("alice", account.OwnerId);
        Assert.Equal(AccountType.Credit, account.Type);
        Assert.Equal(AccountStatus.Frozen, account.Status);
        Assert.Equal(Samples.Usd("70.10"), account.Balance);
        Assert.Equal(Samples.Usd("1000.00"), account.CreditLimit);
        Assert.Equal(new DateOnly(2027, 1, 31), account.DueDate);
        Assert.Equal(new DateOnly(2026, 1, 31), account.CreatedAt);
        Assert.Null(account.InterestRate);
    }

    [Theory]
    [InlineData("", "70.10", "70.10")]
    [InlineData(""","ledgerBalance":60""", "70.10", "60.00")]
    [InlineData(""","ledgerBalance":60,"availableBalance":50""", "70.10", "50.00")]
    [InlineData(""","availableBalance":50""", "70.10", "50.00")]
    [InlineData(""","availableBalance":-5.25""", "70.10", "-5.25")]
    [InlineData(""","ledgerBalance":null,"availableBalance":null""", "70.10", "70.10")]
    public void What_can_be_spent_is_available_else_ledger_else_balance(string more, string balance, string available)
    {
        var account = ReadAccount(Account[..^1] + more + "}");

        Assert.Equal(balance, account.Balance.ToString());
        Assert.Equal(available, account.Available.ToString());
    }

    [Fact]
    public void Amounts_keep_every_digit()
    {
        var account = ReadAccount(Account.Replace("70.10", "90071992547409.93", StringComparison.Ordinal));

        Assert.Equal(9007199254740993, account.Balance.Minor);
    }

    [Theory]
    [InlineData("70.10", "70.101")]
    [InlineData("70.10", "1e25")]
    [InlineData("70.10", "null")]
    [InlineData("\"id\":7", "\"id\":0")]
    [InlineData("\"id\":7", "\"id\":-7")]
    [InlineData("FROZEN", "MELTED")]
    [InlineData("CREDIT", "credit")]
    [InlineData("\"alice\"", "null")]
    [InlineData("\"dueDate\"", "\"currency\":\"BHD\",\"dueDate\"")]
    public void An_account_that_cannot_be_understood_is_no_account(string given, string instead)
    {
        var json = Account.Replace(given, instead, StringComparison.Ordinal);

        Assert.Throws<FormatException>(() => ReadAccount(json));
    }

    [Theory]
    [InlineData("70.10", "\"70.10\"")]
    [InlineData("70.10", "true")]
    [InlineData("\"id\":7", "\"id\":\"7\"")]
    [InlineData("\"id\":7", "\"id\":7,\"id\":8")]
    [InlineData("2026-01-31", "31.01.2026")]
    public void An_account_in_another_form_is_not_read(string given, string instead)
    {
        var json = Account.Replace(given, instead, StringComparison.Ordinal);

        Assert.Throws<JsonException>(() => ReadAccount(json));
    }

    [Fact]
    public void A_side_outside_the_bank_is_no_account()
    {
        var transaction = Read(Utc, Movement);

        Assert.Null(transaction.From);
        Assert.Equal(AccountId.Parse("1001"), transaction.To);
        Assert.Equal(TransactionType.Deposit, transaction.Type);
        Assert.Equal(Samples.Usd("12.50"), transaction.Amount);
    }

    [Theory]
    [InlineData("2026-01-31T10:15:30.5", "2026-01-31T09:15:30.5Z")]
    [InlineData("2026-07-31T10:15:30.123456", "2026-07-31T08:15:30.123456Z")]
    [InlineData("2026-07-31T10:15", "2026-07-31T08:15:00Z")]
    [InlineData("2026-03-29T01:59:59", "2026-03-29T00:59:59Z")]
    [InlineData("2026-03-29T03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T01:30:00Z")]
    [InlineData("2026-03-29T02:30:00", "2026-03-29T01:30:00Z")]
    public void A_time_without_a_zone_is_the_banks_local_time(string local, string moment)
    {
        var json = Movement.Replace("2026-01-31T10:15:30.5", local, StringComparison.Ordinal);

        var read = Read(Berlin, json).CreatedAt;

        Assert.Equal(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), read);
        Assert.Equal(TimeSpan.Zero, read.Offset);
    }

    [Theory]
    [InlineData("2026-01-31T10:15:30Z")]
    [InlineData("2026-01-31T10:15:30+01:00")]
    [InlineData("2026-01-31 10:15:30")]
    [InlineData("2026-01-31")]
    [InlineData("31.01.2026T10:15")]
    [InlineData("T")]
    public void A_time_in_another_form_is_not_understood(string text)
    {
        var json = Movement.Replace("2026-01-31T10:15:30.5", text, StringComparison.Ordinal);

        Assert.Throws<FormatException>(() => Read(Utc, json));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("0001-01-01T00:30:00")]
    public void A_time_before_the_first_there_is_is_not_understood(string text)
    {
        var json = Movement.Replace("2026-01-31T10:15:30.5", text, StringComparison.Ordinal);

        Assert.Throws<FormatException>(() => Read(Berlin, json));
    }

    [Theory]
    [InlineData("2026-01-31T09:15:30Z", "2026-01-31T10:15:30.000000")]
    [InlineData("2026-07-31T23:30:00.1234567Z", "2026-08-01T01:30:00.123456")]
    public void A_moment_is_asked_for_in_the_banks_local_time(string moment, string local) =>
        Assert.Equal(
            local,
            Berlin.LocalTime(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture))
        );

    [Theory]
    [InlineData("plain text, ümläute, 漢字 and 😀", "plain text, ümläute, 漢字 and 😀")]
    [InlineData("a\u0000b\u001b[31mc\r\nd\u0085", "ab[31mcd")]
    [InlineData("pay \u202etxet\u202c \u2066x\u2069\u200f", "pay txet x")]
    [InlineData("ze\u200bro\u200c\u200dwi\ufeffdth\u2060\u00ad", "zerowidth")]
    [InlineData("tag\U000e0041\U000e007fs", "tags")]
    [InlineData("vs\ufe00\U000e0100x \u3164\u034fy", "vsx y")]
    [InlineData("line\u2028sep\u2029", "linesep")]
    public void The_banks_text_is_freed_of_what_changes_how_it_reads(string given, string cleaned)
    {
        var json = Movement[..^1] + $",\"description\":{JsonSerializer.Serialize(given)}" + "}";

        Assert.Equal(cleaned, Read(Utc, json).Description);
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 500)]
    [InlineData(100_000, 500)]
    public void The_banks_text_is_capped(int given, int kept)
    {
        var json = Movement[..^1] + $",\"reference\":\"{new string('x', given)}\"" + "}";

        Assert.Equal(kept, Read(Utc, json).Reference?.Length);
    }

    private static Application.Accounts.BankAccount ReadAccount(string json) =>
        BankReading.Account(JsonSerializer.Deserialize(json, BankJsonContext.Default.WireAccount)!);

    private static BankTransaction Read(BankReading reading, string json) =>
        reading.Transaction(JsonSerializer.Deserialize(json, BankJsonContext.Default.WireTransaction)!);
}
