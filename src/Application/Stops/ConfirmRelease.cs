using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Stops;

/// <summary>Releases a stop, as the second person.</summary>
[RequirePermission(StaffPermissions.StopConfirm)]
[RequirePresence]
public sealed record ConfirmRelease(Guid StopId, string Reason) : IRequest<IReadOnlyList<StopView>>;

internal sealed class ConfirmReleaseValidator : AbstractValidator<ConfirmRelease>
{
    public ConfirmReleaseValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class ConfirmReleaseHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<ConfirmRelease, IReadOnlyList<StopView>>
{
    /// <summary>Answers the stops that are left.</summary>
    public async ValueTask<IReadOnlyList<StopView>> Handle(ConfirmRelease request, CancellationToken cancellationToken)
    {
        var after = await changes.MakeAsync(
            AuditCode.StopReleased,
            request.Reason,
            state =>
            {
                var stop = state.RequireStop(request.StopId);
                if (stop.ReleaseProposedBy is null)
                {
                    throw new AppException(
                        ErrorCodes.ValidationError,
                        "Nobody has proposed to release it: an operator has to propose it first."
                    );
                }

                SecondPerson.MustNotBe(stop.ReleaseProposedBy, context.Person, "confirm the release");
                return new ReleaseStop(stop.Id, context.Person, time.GetUtcNow());
            },
            cancellationToken
        );
        return [.. after.Stops.OrderBy(stop => stop.At).Select(StopView.Of)];
    }
}
