using System.Reflection;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
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

    private static readonly Dictionary<string, Func<TestApplication, Task<AppException>>> Decisions = new(
        StringComparer.Ordinal
    )
    {
        [nameof(CastVote)] = it => it.RefusedAsync(Known.Approver, new CastVote(Nothing, "digest", true, null)),
        [nameof(ConfirmResolution)] = it =>
            it.RefusedAsync(Known.Approver, new ConfirmResolution(Nothing, true, "evidence")),
        [nameof(ConfirmRelease)] = it => it.RefusedAsync(Known.Approver, new ConfirmRelease(Nothing.Value, "r")),
        [nameof(OfferPasskey)] = it => it.RefusedAsync(Known.Approver, new OfferPasskey()),
        [nameof(AddPasskey)] = it => it.RefusedAsync(Known.Approver, new AddPasskey("", "", "")),
        [nameof(RemovePasskey)] = it => it.RefusedAsync(Known.Approver, new RemovePasskey(Nothing.Value)),
    };

    public static TheoryData<string> Required =>
        [
            .. typeof(AppException)
                .Assembly.GetTypes()
                .Where(type => type.GetCustomAttribute<RequirePresenceAttribute>() is not null)
                .Select(type => type.Name),
        ];

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

        var refused = await Decisions[request](application);

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Contains("Confirm first that it is you", refused.Message, StringComparison.Ordinal);
        var record = Assert.Single(application.Trail.Records);
        Assert.Equal((AuditCode.CallRefused, "paula"), (record.Code, record.Principal!.Subject));
    }

    [Theory]
    [MemberData(nameof(Required))]
    public async Task A_proof_holds_for_five_minutes_and_not_longer(string request)
    {
        await using var application = Application(StaffPresence.Lifetime);

        var late = await Decisions[request](application);
        application.ProvenAgo = StaffPresence.Lifetime - TimeSpan.FromTicks(1);
        var fresh = await Decisions[request](application);

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

    /// <summary>Nobody has an account: a request about one's own is refused for that, once presence is proven.</summary>
    private sealed class NobodysStaff : UnaskedStaff
    {
        public override Task<StaffAccount?> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult<StaffAccount?>(null);
    }
}
