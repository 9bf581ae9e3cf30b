using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Tests.Pipeline;

public sealed class ValidationTests
{
    private static readonly SearchTransactions Search = new(
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null
    );

    [Fact]
    public async Task All_problems_are_told_at_once()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.InvalidAsync(
            Known.Alice,
            Search with
            {
                MinAmount = Amount.Parse("2"),
                MaxAmount = Amount.Parse("1"),
                StartDate = new DateOnly(2026, 2, 2),
                EndDate = new DateOnly(2026, 2, 1),
                DescriptionContains = "tab\there",
                Reference = new string('r', 101),
                Page = -1,
                Size = 101,
            },
            "max_amount",
            "end_date",
            "description_contains",
            "reference",
            "page",
            "size"
        );
        Assert.Empty(application.Bank.AskedAs);
    }

    [Fact]
    public async Task What_could_not_be_read_is_told_together_with_what_breaks_a_rule()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(
            Known.Alice,
            Search with
            {
                Size = 0,
            },
            new Problem("page", "Must be a whole number.")
        );

        Assert.Equal(["page", "size"], refused.Problems.Select(problem => problem.Field));
        Assert.StartsWith("page: Must be a whole number. size: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_could_not_be_read_is_told_once()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(
            Known.Alice,
            Known.Transfer() with
            {
                Amount = default,
            },
            new Problem("amount", "Not an amount.")
        );

        Assert.Equal(new Problem("amount", "Not an amount."), Assert.Single(refused.Problems));
    }

    /// <summary>An unreadable key stands there as if there were none; "give one of the two" would be untrue.</summary>
    [Fact]
    public async Task A_rule_across_arguments_waits_until_all_of_them_can_be_read()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(
            Known.Alice,
            new GetOperation(null, null),
            new Problem("idempotency_key", "Too short.")
        );

        Assert.Equal(["idempotency_key"], refused.Problems.Select(problem => problem.Field));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(ArgumentRules.PageLimit, true)]
    [InlineData(-1, false)]
    [InlineData(ArgumentRules.PageLimit + 1, false)]
    public async Task A_page_lies_within_its_limits(int page, bool isValid)
    {
        await using var application = new TestApplication().WithAccounts();

        await JudgeAsync(application, new ListAccounts(null, null, null, page, null), isValid, "page");
        await JudgeAsync(application, Search with { Page = page }, isValid, "page");
        await JudgeAsync(application, HistoryOf(page, null), isValid, "page");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(ArgumentRules.PageSizeLimit, true)]
    [InlineData(0, false)]
    [InlineData(ArgumentRules.PageSizeLimit + 1, false)]
    public async Task A_size_lies_within_its_limits(int size, bool isValid)
    {
        await using var application = new TestApplication().WithAccounts();

        await JudgeAsync(application, new ListAccounts(null, null, null, null, size), isValid, "size");
        await JudgeAsync(application, Search with { Size = size }, isValid, "size");
        await JudgeAsync(application, HistoryOf(null, size), isValid, "size");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public async Task A_description_has_at_most_500_characters(int length, bool isValid)
    {
        await using var application = new TestApplication().WithAccounts();

        var text = new string('d', length);
        await JudgeAsync(application, Known.Transfer() with { Description = text }, isValid, "description");
    }

    [Theory]
    [InlineData("Rent for März, flat 3 \U0001F3E0", true)]
    [InlineData("line\nbreak", false)]
    [InlineData("null\0", false)]
    [InlineData("right\u202eto left", false)]
    [InlineData("zero\u200bwidth", false)]
    public async Task A_description_holds_nothing_that_hides_or_turns_text(string text, bool isValid)
    {
        await using var application = new TestApplication().WithAccounts();

        await JudgeAsync(application, Known.Transfer() with { Description = text }, isValid, "description");
    }

    [Theory]
    [InlineData("0.01", true)]
    [InlineData("0", false)]
    [InlineData("0.00", false)]
    public async Task An_amount_to_move_is_greater_than_zero(string amount, bool isValid)
    {
        await using var application = new TestApplication().WithAccounts();
        var sum = Amount.Parse(amount);

        await JudgeAsync(application, Known.Transfer() with { Amount = sum }, isValid, "amount");
        await JudgeAsync(
            application,
            new DepositFunds(Known.AliceChecking, sum, null, null, Known.Key(2), null),
            isValid,
            "amount"
        );
        await JudgeAsync(
            application,
            new WithdrawFunds(Known.AliceChecking, sum, null, null, Known.Key(3), null),
            isValid,
            "amount"
        );
    }

    [Fact]
    public async Task A_transfer_needs_two_accounts()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.InvalidAsync(
            Known.Alice,
            Known.Transfer() with
            {
                ToAccountId = Known.AliceChecking,
            },
            "to_account_id"
        );
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("   ", false)]
    [InlineData("A reason.", true)]
    public async Task A_reason_must_be_there(string reason, bool isValid)
    {
        await using var application = new TestApplication().WithAccounts();

        await JudgeAsync(
            application,
            new SetAccountStatus(Known.AliceChecking, SettableStatus.Frozen, reason, Known.Key()),
            isValid,
            "reason",
            Known.Officer
        );
        await JudgeAsync(
            application,
            new DeleteAccount(Known.CarolCredit, reason, Known.Key(2)),
            isValid,
            "reason",
            Known.Admin
        );
    }

    private static GetTransactionHistory HistoryOf(int? page, int? size) =>
        new(Known.AliceChecking, page, size, null, null);

    private static async Task JudgeAsync<T>(
        TestApplication application,
        Mediator.IRequest<T> request,
        bool isValid,
        string field,
        Caller? caller = null
    )
    {
        if (isValid)
        {
            await application.CallAsync(caller ?? Known.Alice, request);
        }
        else
        {
            await application.InvalidAsync(caller ?? Known.Alice, request, field);
        }
    }
}
