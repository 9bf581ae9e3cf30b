using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Rates;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Mcp.Tools;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>tools/list and tools/call.</summary>
internal static class ToolHandlers
{
    /// <summary>How long a list may be kept: it follows roles, and so belongs to one caller.</summary>
    private static readonly TimeSpan ListTimeToLive = TimeSpan.FromSeconds(60);

    /// <summary>What the caller's roles allow, also what their token's scopes do not.</summary>
    public static async ValueTask<ListToolsResult> ListAsync(
        RequestContext<ListToolsRequestParams> request,
        CancellationToken cancellationToken
    )
    {
        var services = request.Services!;
        var exchange = services.GetRequiredService<Exchange>();
        exchange.Begin(RequestMethods.ToolsList);
        var result = new ListToolsResult
        {
            TimeToLive = exchange.KnowsCaching ? ListTimeToLive : null,
            CacheScope = exchange.KnowsCaching ? CacheScope.Private : null,
        };
        foreach (var tool in services.GetRequiredService<ToolCatalogue>().VisibleTo(exchange.Caller))
        {
            if (await tool.IsOfferedAsync(services, cancellationToken))
            {
                result.Tools.Add(tool.Shape);
            }
        }

        return result;
    }

    /// <summary>
    /// Whether a tool exists for the caller is settled before the arguments are looked at. An agent that people stopped is told
    /// that, whatever it asks for.
    /// </summary>
    public static async ValueTask<CallToolResult> CallAsync(
        RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken
    )
    {
        var services = request.Services!;
        var exchange = services.GetRequiredService<Exchange>();
        var name = request.Params!.Name;
        if (services.GetRequiredService<ToolCatalogue>().Find(name, exchange.Caller) is { } tool)
        {
            return await IsTooOftenAsync(tool, exchange, services)
                ? TooOften(tool, request.Params.Arguments, exchange, services)
                : await tool.CallAsync(request.Params.Arguments, services, cancellationToken);
        }

        exchange.Begin(ArgumentRecord.NameOf(name), ArgumentRecord.Of(request.Params.Arguments));
        if (exchange.AgentStatus != AgentStatus.Active)
        {
            exchange.Refuse(AuditCode.CallRefused, "agent not active", ErrorCodes.AuthorizationError);
            return ToolAnswer.Of(ErrorAnswer.Of(NotActive(exchange.AgentStatus)), exchange);
        }

        exchange.Refuse(AuditCode.ToolUnknown, "unknown tool");
        throw exchange.Failure(McpErrorCode.InvalidParams, $"Unknown tool: {ArgumentRecord.NameOf(name)}");
    }

    /// <summary>The request itself is counted already; what costs more than one counts the rest here.</summary>
    private static async ValueTask<bool> IsTooOftenAsync(OfferedTool tool, Exchange exchange, IServiceProvider services)
    {
        if (exchange.Rate.Wait is null && tool.Cost > 1)
        {
            exchange.Rate = await services
                .GetRequiredService<CallRates>()
                .CountRestAsync(exchange.Caller.Principal, tool.Cost);
        }

        return exchange.Rate.Wait is not null;
    }

    private static CallToolResult TooOften(
        OfferedTool tool,
        IDictionary<string, JsonElement>? arguments,
        Exchange exchange,
        IServiceProvider services
    )
    {
        var log = services.GetRequiredService<CallLog>();
        var refusal = services.GetRequiredService<CallRates>().Refuse(exchange.Rate);
        var error = ErrorAnswer.Of(refusal);
        exchange.Begin(tool.Shape.Name, ArgumentRecord.Of(arguments), problems: null, tool.SchemaHash);
        exchange.Refuse(AuditCode.CallRefused, "rate limit", refusal.Code);
        log.Failed(exchange, tool.Shape.Name, error, refusal, log.Start());
        return ToolAnswer.Of(error, exchange);
    }

    private static AppException NotActive(AgentStatus status) =>
        new(
            ErrorCodes.AuthorizationError,
            status == AgentStatus.Suspended
                ? "This agent is suspended by people of the bank, and nothing was done. An operator of this server can have it reinstated."
                : "This agent is revoked for good by people of the bank, and nothing was done. Its work needs an agent with another name."
        );
}
