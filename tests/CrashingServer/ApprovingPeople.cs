using FinancialMcp.Application;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FinancialMcp.CrashingServer;

/// <summary>
/// The people who approve the plan's held payments, through the same use cases that their screens would send: two
/// administrators name the approver, who then votes on all payments at once.
/// </summary>
internal sealed class ApprovingPeople(CrashPlan plan, IOperationStore store, IServiceScopeFactory scopes)
    : BackgroundService
{
    private const string Approver = "anna-the-approver";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var held = await HeldAsync(stoppingToken);
        while (held.Count < plan.Payments)
        {
            await PauseAsync(stoppingToken);
            held = await HeldAsync(stoppingToken);
        }

        ApproverSubject[] names = [new("staff", Approver)];
        await AskAsync("adam", StaffPermissions.Admin, new ProposeApprover(Approver, names, "votes on held payments"));
        await AskAsync("ada", StaffPermissions.Admin, new ConfirmApprover(Approver, names));
        await Task.WhenAll(
            held.Select(operation =>
                AskAsync(
                    Approver,
                    StaffPermissions.Approver,
                    new CastVote(operation.Id, operation.Approval!.Digest, Approves: true, Reason: null)
                )
            )
        );
    }

    /// <summary>None while the database is too busy to tell.</summary>
    private async Task<IReadOnlyList<Operation>> HeldAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.ListAsync(OperationState.PendingApproval, plan.Payments, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }

    /// <summary>Asks, and again while the database is too busy to record it: as a person would.</summary>
    private async Task AskAsync<T>(string person, string role, IRequest<T> request)
    {
        while (!await TryAskAsync(person, role, request))
        {
            await PauseAsync(CancellationToken.None);
        }
    }

    private static async Task PauseAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause);
        await timer.WaitForNextTickAsync(cancellationToken);
    }

    private async Task<bool> TryAskAsync<T>(string person, string role, IRequest<T> request)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = new Caller
                    {
                        Principal = new Principal("staff", person, ActingParty: null),
                        Roles = new HashSet<string>(StringComparer.Ordinal) { role },
                        BackendSubject = person,
                        IsPerson = true,
                    },
                    RequestId = $"people-{Guid.CreateVersion7():N}",
                    Tool = "people",
                    Arguments = "{}",
                    PresentAt = TimeProvider.System.GetUtcNow(),
                }
            );
        try
        {
            await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
            return true;
        }
        catch (AppException busy) when (busy.Code == ErrorCodes.AuditUnavailable)
        {
            return false;
        }
    }
}
