using System.Reflection;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using Mediator;

namespace FinancialMcp.Application.Pipeline;

/// <summary>Refuses what needs a person's presence, unless the person has just proven it in this session.</summary>
internal sealed class PresenceBehaviour<TMessage, TResponse>(CallContext context, TimeProvider time)
    : IPipelineBehavior<TMessage, TResponse>
    where TMessage : IMessage
{
    /// <summary>Read once per request type.</summary>
    private static readonly bool IsRequired =
        typeof(TMessage).GetCustomAttribute<RequirePresenceAttribute>() is not null;

    public ValueTask<TResponse> Handle(
        TMessage message,
        MessageHandlerDelegate<TMessage, TResponse> next,
        CancellationToken cancellationToken
    ) =>
        !IsRequired || StaffPresence.HoldsAt(context.Call.PresentAt, time.GetUtcNow())
            ? next(message, cancellationToken)
            : throw new AppException(
                ErrorCodes.AuthorizationError,
                "Confirm first that it is you, as the page offers it: with a code of your device, a passkey, or where you sign in. It holds for "
                    + $"{StaffPresence.Lifetime.TotalMinutes:0} minutes. Nothing was decided."
            );
}
