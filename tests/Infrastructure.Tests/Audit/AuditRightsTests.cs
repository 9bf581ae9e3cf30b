using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>Each use case of the trail, role by role, through the real pipeline; a refusal is a record, too.</summary>
public sealed class AuditRightsTests : AuditConformance
{
    private const string Everybody = "admin approver auditor operator";
    private const string Readers = "admin auditor operator";
    private const string Auditors = "auditor";

    private static readonly string[] Roles =
    [
        StaffPermissions.Admin,
        StaffPermissions.Approver,
        StaffPermissions.Auditor,
        StaffPermissions.Operator,
        "no_such_role",
    ];

    [Fact]
    public Task Search() =>
        AllowedToAsync(Readers, caller => Desk.CallAsync(caller, new SearchAudit(AuditFilter.Everything)));

    [Fact]
    public Task Facets() =>
        AllowedToAsync(Readers, caller => Desk.CallAsync(caller, new GetAuditFacets(AuditFilter.Everything)));

    [Fact]
    public async Task Record()
    {
        var id = await AnyAsync();
        await AllowedToAsync(Readers, caller => Desk.CallAsync(caller, new GetAuditRecord(id)));
    }

    [Fact]
    public async Task Reveal()
    {
        var id = await AnyAsync();
        await AllowedToAsync(Auditors, caller => Desk.CallAsync(caller, new RevealRecord(id, "because")));
    }

    /// <summary>There is no such operation: whoever may ask is told that, and nobody else.</summary>
    [Fact]
    public Task Timeline() =>
        AllowedToAsync(
            Everybody,
            async caller =>
            {
                var request = new GetOperationTimeline(OperationId.New(TimeProvider.System));
                var told = await Assert.ThrowsAsync<AppException>(() => Desk.CallAsync(caller, request));
                if (told.Code != ErrorCodes.OperationNotFound)
                {
                    throw told;
                }
            }
        );

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Ndjson)]
    [InlineData(ExportFormat.Ocsf)]
    [InlineData(ExportFormat.Pack)]
    public Task Export(ExportFormat format) =>
        AllowedToAsync(Auditors, caller => Desk.CallAsync(caller, new ExportAudit(AuditFilter.Everything, format)));

    [Fact]
    public Task Views() =>
        AllowedToAsync(
            Auditors,
            async caller =>
            {
                await Desk.CallAsync(caller, new SaveAuditView("mine", AuditFilter.Everything, IsShared: false));
                await Desk.CallAsync(caller, new ListAuditViews());
                await Desk.CallAsync(caller, new DeleteAuditView("mine"));
            }
        );

    [Fact]
    public async Task A_reason_is_required_and_bounded()
    {
        var id = await AnyAsync();
        foreach (var reason in new[] { "", "  ", new string('x', ArgumentRules.TextLength + 1), "hid\u202eden" })
        {
            var refused = await Assert.ThrowsAsync<AppException>(() =>
                Desk.CallAsync(AuditDesk.Auditor, new RevealRecord(id, reason))
            );
            Assert.Equal("reason", Assert.Single(refused.Problems.DistinctBy(problem => problem.Field)).Field);
        }

        Assert.Empty(await Desk.AllAsync(new AuditFilter { Code = AuditCode.AuditRevealed }));
    }

    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();

    private async Task AllowedToAsync(string roles, Func<Caller, Task> call)
    {
        foreach (var role in Roles)
        {
            var caller = AuditDesk.Person($"a-{role}", role);
            if (roles.Split(' ').Contains(role, StringComparer.Ordinal))
            {
                await call(caller);
                continue;
            }

            var refused = await Assert.ThrowsAsync<AppException>(() => call(caller));
            Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
            Assert.Equal($"a-{role}", (await Desk.LastAsync(AuditCode.CallRefused)).Subject);
        }

        // A token that names every role is an agent's all the same.
        var agent = AuditDesk.Person("agent", Roles) with
        {
            IsPerson = false,
        };
        await Assert.ThrowsAsync<AppException>(() => call(agent));
    }

    private async Task<Guid> AnyAsync()
    {
        await Happenings.AppendAsync(Host, 1);
        return AuditRecordView.Masked((await Desk.AllAsync())[0]).Id;
    }
}
