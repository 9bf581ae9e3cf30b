using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Application.Tests.Staff;

public sealed class ConfirmPresenceTests : IAsyncDisposable
{
    private readonly TestApplication application;
    private readonly DeskStaff staff;

    public ConfirmPresenceTests()
    {
        DeskStaff? made = null;
        application = new TestApplication(configure: services =>
            services.AddSingleton<IStaffStore>(_ => made!).AddSingleton<IStaffCredentials>(_ => made!)
        );
        staff = made = new DeskStaff(application.Trail);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    [Fact]
    public async Task A_code_of_the_own_device_holds_for_five_minutes_in_this_session()
    {
        var proof = await ConfirmAsync("101");

        Assert.Equal(TestApplication.Start.AddMinutes(5), proof.Until);
        Assert.Equal(
            (TestApplication.Session, TestApplication.Start),
            Assert.Single(staff.Proven.Select(it => (it.Key, it.Value)))
        );
        Assert.Equal(new SignInState(2, 101, 0, null), staff.Account.SignIns);
    }

    [Fact]
    public async Task It_is_recorded_and_the_code_is_not()
    {
        await ConfirmAsync("00101");
        await RefusedAsync("00099");

        var records = application.Trail.Records;
        Assert.Equal(
            [
                (AuditCode.StaffPresent, "allowed", "paula", "{}"),
                (AuditCode.StaffPresenceRefused, "refused", "paula", "{}"),
            ],
            records.Select(record => (record.Code, record.Decision, record.Principal!.Subject, record.Arguments))
        );
        Assert.DoesNotContain("00101", new ConfirmPresence("00101").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100")]
    [InlineData("99")]
    [InlineData("abc")]
    public async Task A_code_that_was_used_is_older_or_is_none_counts_as_wrong(string code)
    {
        var refused = await RefusedAsync(code);

        Assert.Equal((ErrorCodes.ValidationError, "code"), (refused.Code, Assert.Single(refused.Problems).Field));
        Assert.Empty(staff.Proven);
        Assert.Equal(new SignInState(2, 100, 1, null), staff.Account.SignIns);
    }

    [Fact]
    public async Task A_code_is_taken_once()
    {
        await ConfirmAsync("101");

        await RefusedAsync("101");
        await ConfirmAsync("102");
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345678901234567")]
    public async Task What_cannot_be_a_code_is_not_counted(string code)
    {
        await application.InvalidAsync(Known.Approver, new ConfirmPresence(code), "code");

        Assert.Equal(0, staff.Account.SignIns.Failures);
    }

    [Fact]
    public async Task Five_wrong_codes_in_a_row_close_the_account_for_a_quarter_of_an_hour()
    {
        for (var wrong = 0; wrong < StaffSignIn.MostFailures - 1; wrong++)
        {
            await RefusedAsync("1");
        }

        await ConfirmAsync("101");
        for (var wrong = 0; wrong < StaffSignIn.MostFailures; wrong++)
        {
            await RefusedAsync("1");
        }

        var closed = await RefusedAsync("102");
        Assert.Contains("12:15", closed.Message, StringComparison.Ordinal);
        Assert.Equal("closed after wrong attempts", application.Trail.Records[^1].Reason);
        application.Clock.Advance(StaffSignIn.Lockout - TimeSpan.FromSeconds(1));
        await RefusedAsync("102");
        application.Clock.Advance(TimeSpan.FromSeconds(1));
        await ConfirmAsync("102");
    }

    /// <summary>Of two who send one code at once, the second finds it used.</summary>
    [Fact]
    public async Task An_attempt_that_was_overtaken_is_judged_again()
    {
        staff.BeforeCount = () =>
            staff.Account = staff.Account with { SignIns = staff.Account.SignIns.AfterSuccess(101) };

        await RefusedAsync("101");

        Assert.Empty(staff.Proven);
        Assert.Equal(1, staff.Account.SignIns.Failures);
    }

    [Fact]
    public async Task Whose_account_was_closed_meanwhile_proves_nothing()
    {
        staff.BeforeCount = () => staff.Account = staff.Account with { Status = StaffStatus.Disabled };

        var refused = await RefusedAsync("101");

        Assert.Equal(ErrorCodes.AuthenticationError, refused.Code);
        Assert.Empty(staff.Proven);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_proven()
    {
        application.Trail.IsDown = true;

        var refused = await RefusedAsync("101");

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
        Assert.Empty(staff.Proven);
    }

    private Task<PresenceProof> ConfirmAsync(string code) =>
        application.CallAsync(Known.Approver, new ConfirmPresence(code));

    private Task<AppException> RefusedAsync(string code) =>
        application.RefusedAsync(Known.Approver, new ConfirmPresence(code));
}
