using System.Text.Json;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Pipeline;

/// <summary>
/// Answers all problems of the arguments at once: what the strict reading found, and what the request's validator finds
/// in the fields that could be read.
/// </summary>
internal sealed class ValidationBehaviour<TMessage, TResponse>(CallContext context, IValidator<TMessage> validator)
    : IPipelineBehavior<TMessage, TResponse>
    where TMessage : IMessage
{
    public async ValueTask<TResponse> Handle(
        TMessage message,
        MessageHandlerDelegate<TMessage, TResponse> next,
        CancellationToken cancellationToken
    )
    {
        var unreadable = context.Call.Problems;
        var judged = await validator.ValidateAsync(message, cancellationToken);
        if (unreadable.Count == 0 && judged.IsValid)
        {
            return await next(message, cancellationToken);
        }

        var problems = new List<Problem>(unreadable);
        foreach (var failure in judged.Errors)
        {
            if (unreadable.Count > 0 && failure.CustomState == ArgumentRules.NeedsAllArguments)
            {
                continue;
            }

            var field = JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.PropertyName);
            if (unreadable.All(problem => problem.Field != field))
            {
                problems.Add(new Problem(field, failure.ErrorMessage));
            }
        }

        throw new AppException(problems);
    }
}
