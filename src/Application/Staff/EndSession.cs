using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>Ends a session at once: one of one's own; an administrator may end anybody's.</summary>
/// <param name="Id">As the list of sessions shows it.</param>
[RequirePermission(StaffPermissions.Sessions)]
public sealed record EndSession(Guid Id) : IRequest<SessionView>;

internal sealed class EndSessionValidator : AbstractValidator<EndSession>;

internal sealed class EndSessionHandler(IStaffStore store, AuditRecords records, CallContext context, TimeProvider time)
    : IRequestHandler<EndSession, SessionView>
{
    public async ValueTask<SessionView> Handle(EndSession request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sessions = await ListSessionsHandler.ReadAsync(store, context, now, cancellationToken);
        var session =
            sessions.FirstOrDefault(it => it.Id == request.Id)
            ?? throw new AppException([new Problem("id", "There is no such session. Read the list again.")]);
        var record = records.OfCall(AuditCode.StaffSessionEnded, AuditRecords.Allowed) with
        {
            Reason = $"{session.Person}, since {session.BeganAt:u}",
        };
        context.IsRecorded = await store.EndSessionAsync(request.Id, context.Person, now, record);
        return context.IsRecorded
            ? session with
            {
                IsOpen = false,
            }
            : throw new AppException([new Problem("id", "The session has ended already: nothing has to be done.")]);
    }
}
