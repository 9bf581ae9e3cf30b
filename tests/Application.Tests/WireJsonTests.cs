using System.Text.Json;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests;

public sealed class WireJsonTests
{
    public static TheoryData<BankInstruction, string> Instructions
    {
        get
        {
            var (from, to) = (AccountId.Parse("1"), AccountId.Parse("2"));
            var sum = new Money(1250, CurrencyCode.Usd);
            var yen = new Money(-12, CurrencyCode.Parse("JPY"));
            return new()
            {
                {
                    new Deposit(to, sum, "d"),
                    """{"kind":"deposit","account":"2","amount":"12.50 USD","description":"d"}"""
                },
                {
                    new Withdrawal(from, sum, null),
                    """{"kind":"withdrawal","account":"1","amount":"12.50 USD","description":null}"""
                },
                {
                    new Transfer(from, to, yen, null),
                    """{"kind":"transfer","source":"1","destination":"2","amount":"-12 JPY","description":null}"""
                },
                {
                    new Reversal(Known.TransactionIdOf(1), sum, null, from, "r"),
                    """{"kind":"reversal","original":"0199c0de-0000-7000-8000-000000000001","amount":"12.50 USD","debited":null,"credited":"1","reason":"r"}"""
                },
                {
                    new OpenAccount("alice", AccountType.Credit, CurrencyCode.Usd, 1.5m, sum, new(2027, 1, 31), null),
                    """{"kind":"open_account","owner_id":"alice","type":"CREDIT","currency":"USD","interest_rate":1.5,"credit_limit":"12.50 USD","due_date":"2027-01-31","initial_balance":null}"""
                },
                {
                    new ChangeAccount(from, null, null, null),
                    """{"kind":"change_account","account":"1","interest_rate":null,"credit_limit":null,"due_date":null}"""
                },
                {
                    new SetStatus(from, AccountStatus.Frozen, "r"),
                    """{"kind":"set_status","account":"1","status":"FROZEN","reason":"r"}"""
                },
                {
                    new CorrectBalance(from, sum, sum, AccountType.Savings, "alice", null, null, "r"),
                    """{"kind":"correct_balance","account":"1","expected":"12.50 USD","new_balance":"12.50 USD","type":"SAVINGS","owner_id":"alice","credit_limit":null,"due_date":null,"reason":"r"}"""
                },
                { new CloseAccount(from, "r"), """{"kind":"close_account","account":"1","reason":"r"}""" },
            };
        }
    }

    /// <summary>Instructions are stored in this form: what is written today must be read for years.</summary>
    [Theory]
    [MemberData(nameof(Instructions))]
    public void Every_instruction_has_its_stored_form_and_comes_back_from_it(BankInstruction instruction, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(instruction, WireJson.Options));
        Assert.Equal(instruction, JsonSerializer.Deserialize<BankInstruction>(json, WireJson.Options));
    }

    [Fact]
    public void Every_kind_of_instruction_is_among_those_above() =>
        Assert.Equal(
            typeof(BankInstruction).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(BankInstruction))),
            Instructions.Select(row => row.Data.Item1.GetType()).Distinct().Count()
        );

    [Theory]
    [InlineData(StatisticsWindow.FiveMinutes, "5m")]
    [InlineData(StatisticsWindow.QuarterHour, "15m")]
    [InlineData(StatisticsWindow.Hour, "1h")]
    [InlineData(StatisticsWindow.Day, "24h")]
    public void A_window_is_written_as_people_say_it(StatisticsWindow window, string text)
    {
        Assert.Equal($"\"{text}\"", JsonSerializer.Serialize(window, WireJson.Options));
        Assert.Equal(window, JsonSerializer.Deserialize<StatisticsWindow>($"\"{text}\"", WireJson.Options));
    }

    [Theory]
    [InlineData("12.50")]
    [InlineData("12.505 USD")]
    [InlineData("12.50 usd")]
    [InlineData("12.50 XXX")]
    [InlineData(" USD")]
    [InlineData("")]
    public void A_sum_without_its_currency_or_finer_than_it_is_refused(string text) =>
        Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize<Money>($"\"{text}\"", WireJson.Options));

    [Fact]
    public void A_member_given_twice_is_refused() =>
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize<Problem>("""{"field":"a","field":"b","message":"c"}""", WireJson.Options)
        );
}
