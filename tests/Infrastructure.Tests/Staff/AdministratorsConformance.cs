using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>What one administrator alone cannot do, on either database.</summary>
public abstract class AdministratorsConformance : InAStaffRoom
{
    private protected override Task PrepareAsync() => Room.TwoAdminsAsync();

    [Fact]
    public async Task Who_disables_all_others_makes_no_administrator_alone()
    {
        await Room.CallAsync("ada", new DisableStaff("bea", "left"));
        Assert.Contains(
            "Have the server started again",
            (await Room.RefusedAsync("ada", new InviteSecondAdmin())).Message,
            StringComparison.Ordinal
        );

        var secret = await Room.Enrolment.OfferFirstAsync(Cancel);

        Assert.Equal("cleo", await Room.EnrolAsync(secret!, "cleo"));
        Assert.Null(await Room.Enrolment.OfferFirstAsync(Cancel));
        await Room.CallAsync("ada", new ProposeStaff("bea", [StaffPermissions.Admin], "is back"));
        var back = await Room.CallAsync("cleo", new ApproveStaff("bea", [StaffPermissions.Admin], "agreed"));
        Assert.Equal("bea", await Room.EnrolAsync(back.Secret!, name: null));
    }

    /// <summary>Between being asked and being decided on, who asks may have been disabled.</summary>
    [Fact]
    public async Task Who_was_disabled_meanwhile_decides_nothing_more()
    {
        var bea = (await Room.Store.FindAsync("bea", Cancel))!;
        await Room.CallAsync("ada", new DisableStaff("bea", "left"));

        var refused = await Room.RefusedAsync(bea, new ProposeStaff("mal", [StaffPermissions.Admin], "quick"));

        Assert.Equal(ErrorCodes.AuthenticationError, refused.Code);
        Assert.Null(await Room.Store.FindAsync("mal", Cancel));
    }
}

public sealed class AdministratorsOnPostgresTests : AdministratorsConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class AdministratorsOnSqliteTests : AdministratorsConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
