using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Stops;

/// <summary>Proposes to release a stop. It holds until another person confirms.</summary>
[RequirePermission(StaffPermissions.StopPropose)]
public sealed record ProposeRelease(Guid StopId, string Reason) : IRequest<StopView>;

internal sealed class ProposeReleaseValidator : AbstractValidator<ProposeRelease>
{
    public ProposeReleaseValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class ProposeReleaseHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<ProposeRelease, StopView>
{
    public async ValueTask<StopView> Handle(ProposeRelease request, CancellationToken cancellationToken)
    {
        Stop? proposed = null;
        await changes.MakeAsync(
            AuditCode.StopReleaseProposed,
            request.Reason,
            state =>
            {
                var stop = state.RequireStop(request.StopId);
                if (stop.ReleaseProposedBy is { } earlier)
                {
                    throw new AppException(
                        ErrorCodes.ValidationError,
                        $"{earlier} has proposed the release already: an approver has to confirm it."
                    );
                }

                proposed = stop with { ReleaseProposedBy = context.Person };
                return new ProposeStopRelease(stop.Id, context.Person, time.GetUtcNow());
            },
            cancellationToken
        );
        return StopView.Of(proposed!);
    }
}
