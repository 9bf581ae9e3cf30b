using FinancialMcp.Application;
using FinancialMcp.Mcp.Protocol;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Mcp.Tools;

/// <summary>
/// A tool as it is declared: what it is called, what it tells a model, what it does to the world, and which use case it
/// is the door to. Everything else follows from the request and the result.
/// </summary>
internal abstract record ToolDeclaration
{
    /// <summary>snake_case, and the request's name: <c>get_account</c> for GetAccount.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>For models: what it does, and when to use it.</summary>
    public required string Description { get; init; }
    public required ToolEffect Effect { get; init; }

    /// <summary>As how many calls it counts under the rate limit: more where one call asks the bank many times.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>What must hold for the tool to be listed, where the bank has a say in it; null: nothing.</summary>
    public Func<IServiceProvider, CancellationToken, Task<bool>>? OfferedWhile { get; init; }

    /// <summary>The use case's request.</summary>
    public abstract Type Request { get; }

    /// <summary>What the use case answers.</summary>
    public abstract Type Result { get; }

    /// <summary>The tool as offered under a contract.</summary>
    /// <param name="contract">The bank's contract: arguments of another one are left out.</param>
    /// <param name="services">Where the request's validator is found; the schema states its limits.</param>
    public abstract OfferedTool Offer(BankContract contract, IServiceProvider services);
}

/// <inheritdoc cref="ToolDeclaration"/>
internal sealed record ToolDeclaration<TRequest, TResult> : ToolDeclaration
    where TRequest : IRequest<TResult>
    where TResult : notnull
{
    public override Type Request => typeof(TRequest);

    public override Type Result => typeof(TResult);

    public override OfferedTool Offer(BankContract contract, IServiceProvider services) =>
        new OfferedTool<TRequest, TResult>(
            this,
            new ArgumentReader<TRequest>(contract, services.GetRequiredService<IValidator<TRequest>>())
        );
}
