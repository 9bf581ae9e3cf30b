using System.Reflection;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using Mediator;

namespace FinancialMcp.Application.Pipeline;

/// <summary>
/// Decides the right that the request declares, before anything is asked of the bank, and refuses a reading tool that is
/// switched off. A change is judged further in: whoever repeats one is told where it stands, also under a stop.
/// </summary>
internal sealed class AuthorizationBehaviour<TMessage, TResponse>(CallContext context, OversightWatch watch)
    : IPipelineBehavior<TMessage, TResponse>
    where TMessage : IMessage
{
    /// <summary>Read once per request type. A request without the attribute is a bug that every call to it shows.</summary>
    private static readonly RequirePermissionAttribute? Required =
        typeof(TMessage).GetCustomAttribute<RequirePermissionAttribute>();

    /// <summary>The request's, also where it is sent by something else than the tool, such as a resource.</summary>
    private static readonly string? ReadingTool = typeof(IChange).IsAssignableFrom(typeof(TMessage))
        ? null
        : ToolRequests.NameOf(typeof(TMessage));

    public ValueTask<TResponse> Handle(
        TMessage message,
        MessageHandlerDelegate<TMessage, TResponse> next,
        CancellationToken cancellationToken
    )
    {
        var permission = (
            Required ?? throw new InvalidOperationException($"{typeof(TMessage).Name} declares no permission.")
        ).Permission;
        context.Permission = permission;
        return context.Caller.RightTo(permission) switch
        {
            Right.Granted when IsOff => throw new AppException(
                ErrorCodes.ToolDisabled,
                "This tool is switched off at present. Ask again later."
            ),
            Right.Granted => next(message, cancellationToken),
            Right.MissingScope => throw new AppException(
                ErrorCodes.AuthorizationError,
                $"The token lacks the scope {Permissions.ScopeOf[permission!]}. Get one that carries it."
            )
            {
                RequiredScopes = [Permissions.ScopeOf[permission!]],
            },
            _ => throw new AppException(
                ErrorCodes.AuthorizationError,
                "Your role does not allow this. An administrator can grant another role."
            ),
        };
    }

    /// <summary>What was read last is enough: a read that cannot be recorded, for want of the database, is not answered.</summary>
    private bool IsOff =>
        ReadingTool is not null && !context.Caller.IsPerson && watch.LastKnown?.IsOff(ReadingTool) == true;
}
