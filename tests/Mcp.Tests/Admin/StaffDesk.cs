using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Tests.Hosting;
using Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>Asks a running server in a person's name, as its pages do.</summary>
internal static class StaffDesk
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<T> SendAsync<T>(RunningServer server, string name, IRequest<T> request)
    {
        var account = await server.Services.GetRequiredService<IStaffStore>().FindAsync(name, Cancel);
        await using var scope = server.Services.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = StaffCaller.Of(account!),
                    PresentAt = TimeProvider.System.GetUtcNow(),
                    RequestId = Guid.CreateVersion7().ToString("n"),
                    Tool = StaffCaller.NameOf(request.GetType()),
                    Arguments = StaffCaller.ArgumentsOf(request),
                }
            );
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, Cancel);
    }

    /// <summary>Somebody who enrolled with a password, before there was a provider.</summary>
    public static async Task AddLocalAsync(IStaffStore store, string name, string role)
    {
        var now = TimeProvider.System.GetUtcNow();
        var account = new StaffAccount
        {
            Id = Guid.CreateVersion7(now),
            Name = name,
            Roles = [role],
            Status = StaffStatus.Active,
            Secrets = new StaffSecrets("hash", "key"),
            CreatedAt = now,
        };
        var record = new AuditEvent
        {
            Id = Guid.CreateVersion7(),
            Code = AuditCode.StaffEnrolled,
            RequestId = "before",
            Decision = AuditRecords.Allowed,
        };
        while (!await store.ChangeAsync(await store.VersionAsync(Cancel), [new AddStaff(account)], record))
        {
            // The server offers its secret for the first administrator meanwhile.
        }
    }
}
