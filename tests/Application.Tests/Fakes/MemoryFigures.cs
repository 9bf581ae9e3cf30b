using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>What each tool did in which minute, in memory. The rest is tested on real databases, in Infrastructure.Tests.</summary>
internal sealed class MemoryFigures : IFigureStore
{
    private readonly List<(string Tool, long Minute, CallStatus Status)> calls = [];

    private static NotSupportedException Unkept => new("Figures are kept on real databases.");

    /// <summary>One call that took a millisecond.</summary>
    public void Add(string tool, DateTimeOffset at, CallStatus status) => calls.Add((tool, ToolMinute.Of(at), status));

    public Task<IReadOnlyList<ToolMinute>> ToolsAsync(long first, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ToolMinute>>([
            .. calls.Where(call => call.Minute >= first).GroupBy(call => call.Tool).Select(Sum),
        ]);

    public Task KeepAsync(Replica replica, IReadOnlyList<ToolMinute> minutes, IReadOnlyList<CheckSpan> began) =>
        throw Unkept;

    public Task<IReadOnlyList<ToolMinute>> PointsAsync(long first, int width, CancellationToken cancellationToken) =>
        throw Unkept;

    public Task<IReadOnlyList<Replica>> ReplicasAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        throw Unkept;

    public Task<IReadOnlyList<CheckSpan>> ChecksAsync(
        string run,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) => throw Unkept;

    public Task RemoveAsync(long before) => throw Unkept;

    private static ToolMinute Sum(IGrouping<string, (string Tool, long Minute, CallStatus Status)> tool)
    {
        var statuses = new long[ToolCalls.Statuses];
        var buckets = new long[DurationBuckets.Count];
        foreach (var call in tool)
        {
            statuses[(int)call.Status]++;
            buckets[DurationBuckets.IndexOf(TimeSpan.FromMilliseconds(1))]++;
        }

        var longest = TimeSpan.FromMilliseconds(1);
        return new ToolMinute(tool.Key, tool.Min(call => call.Minute), statuses, buckets, longest, longest);
    }
}
