namespace FinancialMcp.Application.Monitoring;

/// <summary>The answered calls of one tool in one minute of one replica, or a sum of such.</summary>
/// <param name="Tool">By its name; empty for all tools together.</param>
/// <param name="Minute">Since the year 1; of a sum the first of its minutes.</param>
/// <param name="Statuses">How many, in the order of <see cref="CallStatus"/>.</param>
/// <param name="Buckets">How many by duration, in the order of <see cref="DurationBuckets"/>.</param>
/// <param name="Spent">The durations' sum.</param>
/// <param name="Longest">The longest duration.</param>
public sealed record ToolMinute(
    string Tool,
    long Minute,
    IReadOnlyList<long> Statuses,
    IReadOnlyList<long> Buckets,
    TimeSpan Spent,
    TimeSpan Longest
)
{
    /// <summary>The minute of a time.</summary>
    public static long Of(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;

    /// <summary>When a minute begins.</summary>
    public static DateTimeOffset StartOf(long minute) => new(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}

/// <summary>A server process, as it last said of itself.</summary>
/// <param name="Run">Names this run of the process: the same machine and process id come again, this does not.</param>
/// <param name="Name">Machine and process id.</param>
/// <param name="Version">What it runs.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="SeenAt">When it last said so.</param>
/// <param name="State">ready, not_ready, draining or stopped.</param>
public sealed record Replica(
    string Run,
    string Name,
    string Version,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt,
    string State
)
{
    /// <summary>A replica that has said nothing for longer than this is gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
}

/// <summary>From when on a replica found a dependency so; until the next of the same name.</summary>
public sealed record CheckSpan(string Run, string Name, DateTimeOffset BeganAt, HealthState State, string? Detail);

/// <summary>
/// The replicas' figures, minute by minute, and what they find of what they depend on. Every method throws
/// <see cref="StoreUnavailableException"/> when the database does not answer.
/// </summary>
public interface IFigureStore
{
    /// <summary>
    /// Keeps what a replica says of itself, its minutes in place of what it kept of the same before, and the spans that
    /// began. Not all in one commit: each is true by itself, and keeping it again changes nothing.
    /// </summary>
    Task KeepAsync(Replica replica, IReadOnlyList<ToolMinute> minutes, IReadOnlyList<CheckSpan> began);

    /// <summary>All tools of all replicas together from that minute on, summed over so many minutes at a time, oldest first.</summary>
    Task<IReadOnlyList<ToolMinute>> PointsAsync(long first, int width, CancellationToken cancellationToken);

    /// <summary>Each tool of all replicas together from that minute on, by name.</summary>
    Task<IReadOnlyList<ToolMinute>> ToolsAsync(long first, CancellationToken cancellationToken);

    /// <summary>The replicas that were seen since, the last begun first.</summary>
    Task<IReadOnlyList<Replica>> ReplicasAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The spans of one run that began since, and of each name the last one before that, oldest first.</summary>
    Task<IReadOnlyList<CheckSpan>> ChecksAsync(string run, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Removes minutes before that one, and replicas and spans of the same age.</summary>
    Task RemoveAsync(long before);
}
