using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Stops;

/// <summary>
/// Stops everything, or a tool, an agent or an account: no change it covers is dispatched from a few seconds later on, on
/// any replica. One person stops; two release.
/// </summary>
/// <param name="Scope">What it covers.</param>
/// <param name="Value">The tool's name, the agent's key or the account's id; null for everything.</param>
/// <param name="Reason">Why.</param>
[RequirePermission(StaffPermissions.StopSet)]
public sealed record SetStop(StopScope Scope, string? Value, string Reason) : IRequest<StopView>;

internal sealed class SetStopValidator : AbstractValidator<SetStop>
{
    public SetStopValidator()
    {
        RuleFor(request => request.Scope).IsInEnum().WithMessage("Must be everything, a tool, an agent or an account.");
        RuleFor(request => request.Reason).Reason();
        RuleFor(request => request.Value)
            .Must((request, value) => request.Scope != StopScope.Everything || value is null)
            .WithMessage("Must be left out: everything is stopped.")
            .Must(
                (request, value) =>
                    request.Scope != StopScope.Tool
                    || (value is not null && StoppableTools.Names.Contains(value, StringComparer.Ordinal))
            )
            .WithMessage("Must be the name of a tool that changes something.")
            .Must((request, value) => request.Scope != StopScope.Account || AccountId.TryParse(value, out _))
            .WithMessage("Must be an account's number.")
            .Must((request, value) => request.Scope != StopScope.Agent || !string.IsNullOrEmpty(value))
            .WithMessage("Must be an agent's key, as the list of agents shows it.")
            .AcrossArguments();
    }
}

internal sealed class SetStopHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<SetStop, StopView>
{
    public async ValueTask<StopView> Handle(SetStop request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var stop = new Stop(
            Guid.CreateVersion7(now),
            request.Scope,
            request.Value,
            request.Reason,
            context.Person,
            now,
            ReleaseProposedBy: null
        );
        await changes.MakeAsync(
            AuditCode.StopSet,
            request.Reason,
            state => new Oversight.SetStop(MustBeNew(state, stop)),
            cancellationToken
        );
        return StopView.Of(stop);
    }

    private static Stop MustBeNew(OversightState state, Stop stop)
    {
        if (stop.Scope == StopScope.Agent && !state.Agents.ContainsKey(stop.Value!))
        {
            throw new AppException([
                new Problem("value", "There is no such agent. Give its key, as the list of agents shows it."),
            ]);
        }

        // A release that somebody proposed must not lift what a second person stops just now.
        var same = state.Stops.FirstOrDefault(other =>
            other.Scope == stop.Scope
            && string.Equals(other.Value, stop.Value, StringComparison.Ordinal)
            && other.ReleaseProposedBy is null
        );
        return same is null
            ? stop
            : throw new AppException(
                ErrorCodes.ValidationError,
                $"This is stopped already, by {same.By}: nothing has to be done. The list of stops shows it."
            );
    }
}
