using System.Globalization;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Accounts;

public sealed class CreateAccountTests
{
    private static readonly DateOnly Tomorrow = new(2026, 3, 16);

    private static readonly CreateAccount Checking = new(
        "alice",
        AccountType.Checking,
        null,
        null,
        null,
        null,
        null,
        Known.Key()
    );

    private static readonly CreateAccount Credit = Checking with
    {
        AccountType = AccountType.Credit,
        CreditLimit = Amount.Parse("500"),
        DueDate = Tomorrow,
    };

    [Fact]
    public async Task Every_argument_reaches_the_bank()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(Known.Officer, Checking with { InitialBalance = Amount.Parse("20.5") });
        await application.CallAsync(
            Known.Alice,
            Checking with
            {
                AccountType = AccountType.Savings,
                InterestRate = 1.25m,
                IdempotencyKey = Known.Key(2),
            }
        );
        await application.CallAsync(Known.Alice, Credit with { IdempotencyKey = Known.Key(3) });

        var usd = CurrencyCode.Usd;
        Assert.Equal<BankInstruction>(
            [
                new OpenAccount("alice", AccountType.Checking, usd, null, null, null, new Money(2050, usd)),
                new OpenAccount("alice", AccountType.Savings, usd, 1.25m, null, null, null),
                new OpenAccount("alice", AccountType.Credit, usd, null, new Money(50_000, usd), Tomorrow, null),
            ],
            application.Bank.Sent.Select(sent => sent.Instruction)
        );
    }

    /// <summary>Opening with a balance puts money where none was paid in: the same right as correcting one.</summary>
    [Theory]
    [InlineData("user")]
    [InlineData("account_manager")]
    public async Task Who_may_not_set_balances_opens_empty_accounts_only(string role)
    {
        await using var application = new TestApplication().WithAccounts();
        var caller = Known.CallerOf("alice", role);

        var refused = await application.RefusedAsync(caller, Checking with { InitialBalance = Amount.Parse("0.01") });
        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Empty(application.Bank.Sent);

        await application.CallAsync(caller, Checking with { InitialBalance = Amount.Parse("0") });
        Assert.Single(application.Bank.Sent);
    }

    [Fact]
    public async Task Under_contract_2_the_currency_is_the_callers()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();
        var yen = CurrencyCode.Parse("JPY");

        await application.CallAsync(Known.Alice, Credit with { Currency = yen });

        var opened = Assert.IsType<OpenAccount>(Assert.Single(application.Bank.Sent).Instruction);
        Assert.Equal((yen, new Money(500, yen)), (opened.Currency, opened.CreditLimit!.Value));
    }

    [Fact]
    public async Task A_user_opens_accounts_for_nobody_else()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(Known.Alice, Checking with { OwnerId = "bob" });

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Empty(application.Bank.Sent);
        Assert.Empty(application.Operations.Rows);
    }

    [Fact]
    public async Task Staff_opens_accounts_for_anybody()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(Known.Officer, Checking with { OwnerId = "bob" });

        Assert.Equal("bob", Assert.IsType<OpenAccount>(Assert.Single(application.Bank.Sent).Instruction).OwnerId);
    }

    [Fact]
    public async Task A_credit_account_needs_its_limit_and_date_and_no_other_account_has_any()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.InvalidAsync(
            Known.Alice,
            Credit with
            {
                CreditLimit = null,
                DueDate = null,
            },
            "credit_limit",
            "due_date"
        );
        await application.InvalidAsync(
            Known.Alice,
            Credit with
            {
                AccountType = AccountType.Savings,
            },
            "credit_limit",
            "due_date"
        );
    }

    /// <summary>Whatever stands for a type that could not be read is not what the caller meant.</summary>
    [Fact]
    public async Task Of_a_type_that_could_not_be_read_nothing_is_said_but_that()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(
            Known.Alice,
            Credit with
            {
                AccountType = default,
            },
            new Problem("account_type", "Not a type.")
        );

        Assert.Equal(["account_type"], refused.Problems.Select(problem => problem.Field));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public Task A_due_date_lies_after_today(int days, bool isValid) =>
        JudgeAsync(Credit with { DueDate = new DateOnly(2026, 3, 15).AddDays(days) }, isValid, "due_date");

    [Theory]
    [InlineData("-0.0001", false)]
    [InlineData("0", true)]
    [InlineData("2.3750", true)]
    [InlineData("2.37500", true)]
    [InlineData("2.37501", false)]
    [InlineData("100", true)]
    [InlineData("100.0001", false)]
    public Task An_interest_rate_lies_within_its_limits(string rate, bool isValid) =>
        JudgeAsync(
            Checking with
            {
                AccountType = AccountType.Savings,
                InterestRate = decimal.Parse(rate, CultureInfo.InvariantCulture),
            },
            isValid,
            "interest_rate"
        );

    [Theory]
    [InlineData(0, false)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public Task An_owner_has_a_name_of_at_most_100_characters(int length, bool isValid) =>
        JudgeAsync(Checking with { OwnerId = new string('o', length) }, isValid, "owner_id");

    [Fact]
    public async Task Only_a_savings_account_has_an_interest_rate()
    {
        await JudgeAsync(Checking with { InterestRate = 1m }, isValid: false, "interest_rate");
        await JudgeAsync(Credit with { InterestRate = 1m }, isValid: false, "interest_rate");
    }

    [Theory]
    [InlineData("500", true)]
    [InlineData("500.50", false)]
    public Task An_amount_fits_its_currency(string limit, bool isValid) =>
        JudgeAsync(
            Credit with
            {
                Currency = CurrencyCode.Parse("JPY"),
                CreditLimit = Amount.Parse(limit),
            },
            isValid,
            "credit_limit"
        );

    private static async Task JudgeAsync(CreateAccount request, bool isValid, string field)
    {
        await using var application = new TestApplication(BankContract.V2);
        if (isValid)
        {
            await application.CallAsync(Known.Officer, request);
        }
        else
        {
            await application.InvalidAsync(Known.Officer, request, field);
        }

        Assert.Equal(isValid ? 1 : 0, application.Bank.Sent.Count);
    }
}
