namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>One tool's calls in one minute of one run of a replica.</summary>
internal sealed class CallMinuteRow
{
    public required string Run { get; init; }

    /// <summary>Since the year 1.</summary>
    public required long Minute { get; init; }
    public required string Tool { get; init; }
    public required long Success { get; init; }
    public required long Refused { get; init; }
    public required long Pending { get; init; }
    public required long InDoubt { get; init; }
    public required long Error { get; init; }

    /// <summary>The durations' sum and the longest, in units of 100 ns.</summary>
    public required long Spent { get; init; }

    /// <inheritdoc cref="Spent"/>
    public required long Longest { get; init; }

    /// <summary>How many took no longer than each bound of the durations; the last one has none.</summary>
    public required long B01 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B02 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B03 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B04 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B05 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B06 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B07 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B08 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B09 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B10 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B11 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B12 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B13 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B14 { get; init; }

    /// <inheritdoc cref="B01"/>
    public required long B15 { get; init; }
}

/// <summary>A run of a server process.</summary>
internal sealed class ReplicaRow
{
    public required string Run { get; init; }
    public required string Name { get; init; }
    public required string Version { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset SeenAt { get; init; }
    public required string State { get; init; }
}

/// <summary>From when on a replica found a dependency so.</summary>
internal sealed class CheckSpanRow
{
    public required string Run { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
    public required short State { get; init; }
    public string? Detail { get; init; }
}
