using System.Reflection;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Application.Stops;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Domain.Operations;
using Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Application.Tests.Pipeline;

/// <summary>What takes a proof of presence is refused without a fresh one, whatever else is right or wrong with it.</summary>
public sealed class PresenceTests
{
    private static readonly OperationId Nothing = Known.IdOf("0199c0de-0000-7000-8000-0000000000cc");

    private static readonly Dictionary<
        string,
        (Caller Caller, Func<TestApplication, Caller, Task<AppException>> RefusedAsync)
    > Decisions = new(StringComparer.Ordinal)
    {
        [nameof(CastVote)] = ByApprover(new CastVote(Nothing, "digest", true, null)),
        [nameof(ConfirmResolution)] = ByApprover(new ConfirmResolution(Nothing, true, "evidence")),
        [nameof(ConfirmRelease)] = ByApprover(new ConfirmRelease(Nothing.Value, "r")),
        [nameof(OfferPasskey)] = ByApprover(new OfferPasskey()),
        [nameof(AddPasskey)] = ByApprover(new AddPasskey("", "", "")),
        [nameof(RemovePasskey)] = ByApprover(new RemovePasskey(Nothing.Value)),
        [nameof(ApproveStaff)] = ByAdministrator(new ApproveStaff("paula", [StaffPermissions.Auditor], "r")),
        [nameof(InviteSecondAdmin)] = ByAdministrator(new InviteSecondAdmin()),
        [nameof(ConfirmApprover)] = ByAdministrator(new ConfirmApprover("paula", [])),
        [nameof(ApproveGrant)] = ByAdministrator(new ApproveGrant("none", "role", "omar", "r")),
        [nameof(DecidePolicy)] = ByAdministrator(new DecidePolicy(2, "digest", true, "r")),
        [nameof(ConfirmDrop)] = ByAdministrator(new ConfirmDrop(Nothing.Value, "r")),
    };

    public static TheoryData<string> Required =>
        [
            .. typeof(AppException)
                .Assembly.GetTypes()
                .Where(type => type.GetCustomAttribute<RequirePresenceAttribute>() is not null)
                .Select(type => type.Name),
        ];

    /// <summary>What a second person decides, and what signs in later: nobody decides that at a screen that was left open.</summary>
    [Fact]
    public void What_takes_a_proof_of_presence_is_this() =>
        Assert.Equal(
            Decisions.Keys.Order(StringComparer.Ordinal),
            Required.Select(row => row.Data).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Only_requests_declare_it() =>
        Assert.All(
            typeof(AppException)
                .Assembly.GetTypes()
                .Where(type => type.GetCustomAttribute<RequirePresenceAttribute>() is not null),
            type => Assert.True(typeof(IBaseRequest).IsAssignableFrom(type), type.Name)
        );

    [Theory]
    [MemberData(nameof(Required))]
    public async Task Without_a_proof_it_is_refused_recorded_and_not_looked_at(string request)
    {
        await using var application = Application(null);

        var (caller, refusedAsync) = Decisions[request];
        var refused = await refusedAsync(application, caller);

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Contains("Confirm first that it is you", refused.Message, StringComparison.Ordinal);
        var record = Assert.Single(application.Trail.Records);
        Assert.Equal((AuditCode.CallRefused, caller.Principal.Subject), (record.Code, record.Principal!.Subject));
    }

    [Theory]
    [MemberData(nameof(Required))]
    public async Task A_proof_holds_for_five_minutes_and_not_longer(string request)
    {
        await using var application = Application(StaffPresence.Lifetime);

        var (caller, refusedAsync) = Decisions[request];
        var late = await refusedAsync(application, caller);
        application.ProvenAgo = StaffPresence.Lifetime - TimeSpan.FromTicks(1);
        var fresh = await refusedAsync(application, caller);

        Assert.Equal(ErrorCodes.AuthorizationError, late.Code);
        Assert.Contains(
            fresh.Code,
            new[] { ErrorCodes.OperationNotFound, ErrorCodes.ValidationError, ErrorCodes.AuthenticationError }
        );
    }

    [Fact]
    public async Task A_proof_gives_no_right()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();

        var refused = await application.RefusedAsync(
            Known.Operator,
            new CastVote(held.Id, held.ParamsDigest, true, null)
        );

        Assert.Contains("Your role does not allow", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_take_it_is_done_without()
    {
        await using var application = Held.Application();
        application.ProvenAgo = null;
        var held = await application.HoldAsync();

        var list = await application.CallAsync(Known.Approver, new ListApprovals());

        Assert.Equal(held.Id, Assert.Single(list.Operations).OperationId);
    }

    private static TestApplication Application(TimeSpan? provenAgo) =>
        new(configure: services => services.AddSingleton<IStaffStore, NobodysStaff>()) { ProvenAgo = provenAgo };

    private static (Caller, Func<TestApplication, Caller, Task<AppException>>) ByApprover<T>(IRequest<T> request) =>
        (Known.Approver, (application, caller) => application.RefusedAsync(caller, request));

    private static (Caller, Func<TestApplication, Caller, Task<AppException>>) ByAdministrator<T>(
        IRequest<T> request
    ) => (Known.Administrator, (application, caller) => application.RefusedAsync(caller, request));

    /// <summary>Nobody has an account: a request about one's own is refused for that, once presence is proven.</summary>
    private sealed class NobodysStaff : UnaskedStaff
    {
        public override Task<long> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(0L);

        public override Task<IReadOnlyList<StaffAccount>> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<StaffAccount>>([]);

        public override Task<StaffAccount?> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult<StaffAccount?>(null);
    }
}
