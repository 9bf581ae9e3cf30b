using System.Reflection;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>The resources account://{account_id} and operation://{operation_id}: the same answers as the tools'.</summary>
internal static class ResourceHandlers
{
    public const string AccountTemplate = AccountScheme + "{account_id}";
    public const string OperationTemplate = OperationScheme + "{operation_id}";
    private const string AccountScheme = "account://";
    private const string OperationScheme = "operation://";
    private const string Json = "application/json";
    private const int MostListed = ArgumentRules.PageSizeLimit;
    private static readonly TimeSpan ListTimeToLive = TimeSpan.FromSeconds(60);

    /// <summary>The caller's own accounts; operations are found by their receipts.</summary>
    public static async ValueTask<ListResourcesResult> ListAsync(
        RequestContext<ListResourcesRequestParams> request,
        CancellationToken cancellationToken
    )
    {
        var exchange = request.Services!.GetRequiredService<Exchange>();
        var accounts = MayRead<GetAccount>(exchange)
            ? (await OwnAccountsAsync(request.Services!, RequestMethods.ResourcesList, "", cancellationToken)).Accounts
            : [];
        return new ListResourcesResult
        {
            Resources =
            [
                .. accounts.Select(account => new Resource
                {
                    Uri = AccountScheme + account.AccountId,
                    Name = account.AccountId,
                    Title = $"{account.AccountType} account {account.AccountId}",
                    MimeType = Json,
                }),
            ],
            TimeToLive = exchange.KnowsCaching ? TimeSpan.Zero : null,
            CacheScope = exchange.KnowsCaching ? CacheScope.Private : null,
        };
    }

    public static ValueTask<ListResourceTemplatesResult> ListTemplatesAsync(
        RequestContext<ListResourceTemplatesRequestParams> request,
        CancellationToken _
    )
    {
        var exchange = request.Services!.GetRequiredService<Exchange>();
        var templates = new List<ResourceTemplate>();
        if (MayRead<GetAccount>(exchange))
        {
            templates.Add(
                TemplateOf(AccountTemplate, "account", "An account with its balances, as get_account tells it.")
            );
        }

        if (MayRead<GetOperation>(exchange))
        {
            templates.Add(
                TemplateOf(OperationTemplate, "operation", "Where a change stands, as get_operation tells it.")
            );
        }

        return ValueTask.FromResult(
            new ListResourceTemplatesResult
            {
                ResourceTemplates = templates,
                TimeToLive = exchange.KnowsCaching ? ListTimeToLive : null,
                CacheScope = exchange.KnowsCaching ? CacheScope.Private : null,
            }
        );
    }

    public static async ValueTask<ReadResourceResult> ReadAsync(
        RequestContext<ReadResourceRequestParams> request,
        CancellationToken cancellationToken
    )
    {
        var services = request.Services!;
        var exchange = services.GetRequiredService<Exchange>();
        var uri = request.Params!.Uri;
        object content;
        if (AccountId.TryParse(After(AccountScheme, uri), out var account) && MayRead<GetAccount>(exchange))
        {
            content = await SendAsync(services, uri, new GetAccount(account), cancellationToken);
        }
        else if (
            OperationId.TryParse(After(OperationScheme, uri), out var operation) && MayRead<GetOperation>(exchange)
        )
        {
            content = await SendAsync(services, uri, new GetOperation(operation, null), cancellationToken);
        }
        else
        {
            exchange.Begin(RequestMethods.ResourcesRead, ArgumentRecord.Of("subject", uri));
            throw ProtocolRead.Unknown(exchange, uri);
        }

        return new ReadResourceResult
        {
            Contents =
            [
                new TextResourceContents
                {
                    Uri = uri,
                    MimeType = Json,
                    Text = JsonSerializer.Serialize(content, content.GetType(), WireJson.Options),
                },
            ],
            TimeToLive = exchange.KnowsCaching ? TimeSpan.Zero : null,
            CacheScope = exchange.KnowsCaching ? CacheScope.Private : null,
        };
    }

    /// <summary>The accounts that a caller owns, staff or not.</summary>
    public static Task<AccountPage> OwnAccountsAsync(
        IServiceProvider services,
        string method,
        string subject,
        CancellationToken cancellationToken
    )
    {
        var owner = services.GetRequiredService<Exchange>().Caller.BackendSubject;
        var request = new ListAccounts(owner, AccountType: null, Status: null, Page: 0, MostListed);
        return ProtocolRead.SendAsync(services, method, subject, request, cancellationToken);
    }

    public static bool MayRead<TRequest>(Exchange exchange) =>
        exchange.Caller.RightTo(RightOf<TRequest>.Permission) != Right.NotGranted;

    private static Task<TResult> SendAsync<TResult>(
        IServiceProvider services,
        string uri,
        Mediator.IRequest<TResult> request,
        CancellationToken cancellationToken
    ) => ProtocolRead.SendAsync(services, RequestMethods.ResourcesRead, uri, request, cancellationToken);

    private static string? After(string scheme, string uri) =>
        uri.StartsWith(scheme, StringComparison.Ordinal) ? uri[scheme.Length..] : null;

    private static ResourceTemplate TemplateOf(string template, string name, string description) =>
        new()
        {
            UriTemplate = template,
            Name = name,
            Description = description,
            MimeType = Json,
        };

    /// <summary>Read once per use case.</summary>
    private static class RightOf<TRequest>
    {
        public static readonly string? Permission = typeof(TRequest)
            .GetCustomAttribute<RequirePermissionAttribute>()!
            .Permission;
    }
}
