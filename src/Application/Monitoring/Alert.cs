using System.ComponentModel;

namespace FinancialMcp.Application.Monitoring;

/// <summary>The conditions that are watched.</summary>
public enum AlertCondition
{
    /// <summary>More than 5 % of the calls of 5 minutes failed or ended in doubt.</summary>
    ErrorRate,

    /// <summary>The calls of 5 minutes took more than 2 s on average.</summary>
    AverageDuration,

    /// <summary>Something that we depend on is not well.</summary>
    DependencyUnhealthy,

    /// <summary>A breaker keeps calls away from a service.</summary>
    BreakerOpen,

    /// <summary>An operation has been in doubt for more than 15 minutes.</summary>
    OperationInDoubt,

    /// <summary>The process uses more than 80 % of the memory it may.</summary>
    Memory,
}

/// <summary>A condition that holds now.</summary>
public sealed record Alert
{
    public required AlertCondition Condition { get; init; }

    [Description("The dependency it is about; null: the server.")]
    public required string? Subject { get; init; }

    [Description("What is, with its unit.")]
    public required string Value { get; init; }

    [Description("What it should not exceed, or should be.")]
    public required string Threshold { get; init; }

    [Description("Since when; of a dependency, a breaker and memory: when this instance first saw it.")]
    public required DateTimeOffset Since { get; init; }
}
