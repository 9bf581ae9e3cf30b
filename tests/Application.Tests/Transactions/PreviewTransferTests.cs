using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Transactions;

public sealed class PreviewTransferTests
{
    private static PreviewTransfer Preview(string amount = "150") =>
        new(Known.AliceChecking, Known.BobChecking, Amount.Parse(amount), null);

    [Fact]
    public async Task It_tells_what_would_come_of_it_and_writes_no_operation()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.Alice, Known.Transfer("60"));
        await application.HoldAsync("100", key: 2);
        var (rows, writes, windows) = (
            application.Operations.Rows,
            application.Operations.Writes,
            application.Operations.Windows
        );

        var preview = await application.CallAsync(Known.Alice, Preview("1000"));

        Assert.True(preview.Allowed);
        Assert.Equal((null, null, null), (preview.Code, preview.Message, preview.PossibleDuplicateOf));
        Assert.Equal(
            (2, "1000.00", "0.00", "USD"),
            (preview.ApprovalsNeeded, preview.Available, preview.BalanceAfter, preview.Currency)
        );
        var day = preview.Limits[0];
        Assert.Equal(
            ("day", "5000.00", "60.00", "100.00", "4840.00"),
            (day.Period, day.Cap, day.Used, day.Held, day.Left)
        );
        Assert.Equal((1, 1, null, null), (day.UsedCount, day.HeldCount, day.CapCount, day.LeftCount));
        Assert.Equal(new DateTimeOffset(2026, 3, 16, 0, 0, 0, TimeSpan.Zero), day.ResetsAt);
        Assert.Equal("month", preview.Limits[1].Period);

        Assert.Equal(rows, application.Operations.Rows);
        Assert.Equal(writes, application.Operations.Writes);
        Assert.Equal(windows, application.Operations.Windows);
        Assert.Single(application.Bank.Sent);
    }

    /// <summary>What it tells is what transfer_funds then answers.</summary>
    [Theory]
    [InlineData("99.99")]
    [InlineData("100")]
    [InlineData("1000")]
    [InlineData("2000")]
    [InlineData("2000.01")]
    [InlineData("4000")]
    public async Task It_and_the_transfer_agree(string amount)
    {
        await using var application = Held.Application();
        application.Change(
            Known.AliceChecking,
            account => account with { Available = new Money(10_000_000, CurrencyCode.Usd) }
        );
        application.Rules(Held.Rule with { Day = new Allowance(Amount.Parse("1999"), 3) });

        var preview = await application.CallAsync(Known.Alice, Preview(amount));

        if (preview.Allowed)
        {
            var receipt = await application.CallAsync(Known.Alice, Known.Transfer(amount));
            Assert.Equal(preview.ApprovalsNeeded, receipt.Approval?.Needed ?? 0);
        }
        else
        {
            var refused = await application.RefusedAsync(Known.Alice, Known.Transfer(amount));
            Assert.Equal((refused.Code, refused.Message), (preview.Code, preview.Message));
        }
    }

    [Fact]
    public async Task A_limit_that_has_no_room_is_told_with_what_is_left()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { Day = new Allowance(Amount.Parse("100"), null) });

        var fits = await application.CallAsync(Known.Alice, Preview("100"));
        var preview = await application.CallAsync(Known.Alice, Preview("100.01"));

        Assert.True(fits.Allowed);
        Assert.Equal((false, ErrorCodes.LimitExceeded), (preview.Allowed, preview.Code));
        Assert.Equal("100.00", preview.Limits[0].Left);
        Assert.Empty(application.Operations.Windows);
    }

    [Fact]
    public async Task A_payment_that_looks_like_a_repetition_names_the_earlier_one()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { TwinWindowSeconds = 60 });
        var first = await application.CallAsync(Known.Alice, Known.Transfer("50"));

        var preview = await application.CallAsync(Known.Alice, Preview("50"));
        application.Clock.Advance(TimeSpan.FromSeconds(61));
        var later = await application.CallAsync(Known.Alice, Preview("50"));

        Assert.Equal(
            (false, ErrorCodes.PossibleDuplicate, first.OperationId),
            (preview.Allowed, preview.Code, preview.PossibleDuplicateOf)
        );
        Assert.Equal((true, null), (later.Allowed, later.PossibleDuplicateOf));
    }

    [Theory]
    [InlineData("1000", true)]
    [InlineData("1000.01", false)]
    public async Task Too_little_to_spend_is_told(string amount, bool isAllowed)
    {
        await using var application = Held.Application();

        var preview = await application.CallAsync(Known.Alice, Preview(amount));

        Assert.Equal(isAllowed, preview.Allowed);
        Assert.Equal(isAllowed ? null : ErrorCodes.InsufficientFunds, preview.Code);
        Assert.Equal(isAllowed ? "0.00" : null, preview.BalanceAfter);
    }

    [Fact]
    public async Task A_frozen_account_a_stop_and_a_missing_owner_are_told()
    {
        await using var application = Held.Application();
        application.Agent(Known.Alice.Principal, agent => agent with { Owner = null });
        var unowned = await application.CallAsync(Known.Alice, Preview());
        application.Agent(Known.Alice.Principal, agent => agent with { Owner = "omar" });
        application.Change(Known.AliceChecking, account => account with { Status = AccountStatus.Frozen });
        var frozen = await application.CallAsync(Known.Alice, Preview());
        application.Oversight.Set(state =>
            state with
            {
                Stops =
                [
                    new Stop(
                        Guid.CreateVersion7(),
                        StopScope.Tool,
                        "transfer_funds",
                        "r",
                        "o",
                        TestApplication.Start,
                        null
                    ),
                ],
            }
        );
        var stopped = await application.CallAsync(Known.Alice, Preview());

        Assert.Equal(
            [ErrorCodes.AuthorizationError, ErrorCodes.AccountFrozen, ErrorCodes.ToolDisabled],
            new[] { unowned, frozen, stopped }.Select(preview => preview.Code)
        );
        Assert.All(
            [unowned, frozen, stopped],
            preview => Assert.Equal((false, null), (preview.Allowed, preview.ApprovalsNeeded))
        );
    }

    [Fact]
    public async Task Nothing_of_the_destination_is_read_or_told()
    {
        await using var application = Held.Application();

        var somewhere = await application.CallAsync(Known.Alice, Preview());
        var nowhere = await application.CallAsync(Known.Alice, Preview() with { ToAccountId = Known.Nowhere });

        Assert.Equal(somewhere with { Limits = [] }, nowhere with { Limits = [] });
        Assert.Equal(2, application.Bank.AskedAs.Count);
    }

    [Fact]
    public async Task Arguments_are_judged_as_a_transfers_are()
    {
        await using var application = Held.Application();

        await application.InvalidAsync(Known.Alice, Preview("0"), "amount");
        await application.InvalidAsync(
            Known.Alice,
            Preview() with
            {
                ToAccountId = Known.AliceChecking,
            },
            "to_account_id"
        );
        await application.InvalidAsync(
            Known.Alice,
            Preview() with
            {
                Currency = CurrencyCode.Parse("EUR"),
            },
            "currency"
        );
        var foreign = await application.RefusedAsync(Known.Bob, Preview());
        Assert.Equal(ErrorCodes.AccountNotFound, foreign.Code);
    }
}
