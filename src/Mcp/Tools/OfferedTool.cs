using System.Reflection;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Mcp.Protocol;
using FinancialMcp.Mcp.Telemetry;
using Mediator;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.Mcp.Tools;

/// <summary>A tool as this server offers it: built once, used by every call.</summary>
internal abstract class OfferedTool
{
    private readonly Func<IServiceProvider, CancellationToken, Task<bool>>? offeredWhile;

    protected OfferedTool(ToolDeclaration declaration, JsonElement inputSchema)
    {
        offeredWhile = declaration.OfferedWhile;
        Cost = declaration.Cost;
        Shape = new Tool
        {
            Name = declaration.Name,
            Title = declaration.Title,
            Description = declaration.Description,
            InputSchema = inputSchema,
            OutputSchema = OutputSchema.Of(declaration.Result),
            Annotations = HintsOf(declaration.Effect),
        };
        Permission = (
            declaration.Request.GetCustomAttribute<RequirePermissionAttribute>()
            ?? throw new NotSupportedException($"{declaration.Request.Name} declares no permission.")
        ).Permission;
        SchemaHash = Digest.Of(
            "tool",
            declaration.Name,
            declaration.Description,
            Shape.InputSchema.GetRawText(),
            Shape.OutputSchema.Value.GetRawText()
        );
    }

    /// <summary>What <c>tools/list</c> shows.</summary>
    public Tool Shape { get; }

    /// <summary>As how many calls it counts under the rate limit.</summary>
    public int Cost { get; }

    /// <summary>The right that calling it takes; null when any caller may.</summary>
    public string? Permission { get; }

    /// <summary>Identifies name, description and schemas, for the record.</summary>
    public string SchemaHash { get; }

    /// <summary>What the bank's people are shown of it.</summary>
    public ToolFacts Facts =>
        new(
            Shape.Name,
            Shape.Title!,
            Shape.Description!,
            Shape.Annotations!.ReadOnlyHint == true,
            Shape.Annotations.DestructiveHint == true,
            Shape.Annotations.IdempotentHint == true,
            Shape.Annotations.OpenWorldHint == true,
            Permission,
            Shape.InputSchema.GetRawText(),
            Shape.OutputSchema?.GetRawText(),
            SchemaHash
        );

    /// <summary>Whether it can do something now: while the bank cannot tell, it is not listed.</summary>
    public async Task<bool> IsOfferedAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            return offeredWhile is null || await offeredWhile(services, cancellationToken);
        }
        catch (AppException)
        {
            return false;
        }
    }

    /// <summary>
    /// Carries out a call that the caller's role allows. Failures are answers too: it throws only
    /// <see cref="OperationCanceledException"/>, when the caller went away.
    /// </summary>
    public abstract Task<CallToolResult> CallAsync(
        IDictionary<string, JsonElement>? arguments,
        IServiceProvider services,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The hints that an effect stands for. Every change is idempotent by its key; only money reaches beyond the caller's
    /// own accounts.
    /// </summary>
    public static ToolAnnotations HintsOf(ToolEffect effect) =>
        new()
        {
            ReadOnlyHint = effect == ToolEffect.Read,
            DestructiveHint = effect is ToolEffect.Destroys or ToolEffect.MovesMoney,
            IdempotentHint = true,
            OpenWorldHint = effect == ToolEffect.MovesMoney,
        };
}

/// <inheritdoc/>
internal sealed class OfferedTool<TRequest, TResult>(ToolDeclaration declaration, ArgumentReader<TRequest> reader)
    : OfferedTool(declaration, reader.Schema)
    where TRequest : IRequest<TResult>
    where TResult : notnull
{
    private readonly bool isChange = declaration.Effect != ToolEffect.Read;

    public override async Task<CallToolResult> CallAsync(
        IDictionary<string, JsonElement>? arguments,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        using var span = TraceServices.Begin(Shape.Name);
        var exchange = services.GetRequiredService<Exchange>();
        var log = services.GetRequiredService<CallLog>();
        var started = log.Start();
        try
        {
            var (request, problems) = reader.Read(arguments);
            exchange.Begin(Shape.Name, ArgumentRecord.Of(arguments), problems, SchemaHash);
            var result = await services.GetRequiredService<ISender>().Send(request, cancellationToken);
            log.Answered(exchange, Shape.Name, isChange ? result as OperationReceipt : null, started);
            return ToolAnswer.Of(result);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.Cancelled(exchange, Shape.Name, started);
            throw;
        }
        catch (Exception failure)
        {
            var error = ErrorAnswer.Of(failure);
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, error.Code);
            log.Failed(exchange, Shape.Name, error, failure, started);
            return ToolAnswer.Of(error, exchange);
        }
    }
}
