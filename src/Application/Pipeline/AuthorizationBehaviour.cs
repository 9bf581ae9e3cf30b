using System.Reflection;
using FinancialMcp.Application.Security;
using Mediator;

namespace FinancialMcp.Application.Pipeline;

/// <summary>Decides the right that the request declares, before anything is asked of the bank.</summary>
internal sealed class AuthorizationBehaviour<TMessage, TResponse>(CallContext context)
    : IPipelineBehavior<TMessage, TResponse>
    where TMessage : IMessage
{
    /// <summary>Read once per request type. A request without the attribute is a bug that every call to it shows.</summary>
    private static readonly RequirePermissionAttribute? Required =
        typeof(TMessage).GetCustomAttribute<RequirePermissionAttribute>();

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
}
