using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>No figures are kept here: that is tested on real databases, in Infrastructure.Tests.</summary>
internal sealed class UnkeptFigures : IFigureStore
{
    private static NotSupportedException Unkept => new("Figures are kept on real databases.");

    public Task KeepAsync(Replica replica, IReadOnlyList<ToolMinute> minutes, IReadOnlyList<CheckSpan> began) =>
        throw Unkept;

    public Task<IReadOnlyList<ToolMinute>> PointsAsync(long first, int width, CancellationToken cancellationToken) =>
        throw Unkept;

    public Task<IReadOnlyList<ToolMinute>> ToolsAsync(long first, CancellationToken cancellationToken) => throw Unkept;

    public Task<IReadOnlyList<Replica>> ReplicasAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        throw Unkept;

    public Task<IReadOnlyList<CheckSpan>> ChecksAsync(
        string run,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) => throw Unkept;

    public Task RemoveAsync(long before) => throw Unkept;
}
