using FinancialMcp.Application.Accounts;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>Completes account numbers: those of the accounts that the caller owns.</summary>
internal static class CompletionHandler
{
    private const string AccountArgument = "account_id";

    public static async ValueTask<CompleteResult> CompleteAsync(
        RequestContext<CompleteRequestParams> request,
        CancellationToken cancellationToken
    )
    {
        var services = request.Services!;
        var exchange = services.GetRequiredService<Exchange>();
        if (!IsKnown(request.Params!.Ref))
        {
            throw exchange.Failure(McpErrorCode.InvalidParams, "params.ref: There is no such resource or prompt.");
        }

        var begun = request.Params.Argument.Value;
        if (request.Params.Argument.Name != AccountArgument || !ResourceHandlers.MayRead<GetAccount>(exchange))
        {
            return new CompleteResult { Completion = new Completion { Values = [] } };
        }

        var own = await ResourceHandlers.OwnAccountsAsync(
            services,
            RequestMethods.CompletionComplete,
            begun,
            cancellationToken
        );
        var ids = own
            .Accounts.Select(account => account.AccountId)
            .Where(id => id.StartsWith(begun, StringComparison.Ordinal))
            .ToList();
        return new CompleteResult
        {
            Completion = new Completion { Values = ids, HasMore = own.TotalElements > own.Accounts.Count },
        };
    }

    private static bool IsKnown(Reference reference) =>
        reference switch
        {
            ResourceTemplateReference resource => resource.Uri
                is ResourceHandlers.AccountTemplate
                    or ResourceHandlers.OperationTemplate,
            PromptReference prompt => PromptHandlers.Exists(prompt.Name),
            _ => false,
        };
}
