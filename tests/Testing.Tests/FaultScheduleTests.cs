namespace FinancialMcp.Testing.Tests;

/// <summary>A seed is a schedule: the same again, and one that leaves nothing out.</summary>
public sealed class FaultScheduleTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(2);

    [Fact]
    public void The_same_seed_is_the_same_schedule()
    {
        var faults = FaultSchedule.Of(11, Duration, replicas: 2).Faults;
        Assert.Equal(faults, FaultSchedule.Of(11, Duration, replicas: 2).Faults);
        Assert.NotEqual(faults, FaultSchedule.Of(12, Duration, replicas: 2).Faults);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20261123)]
    [InlineData(int.MaxValue)]
    public void Every_kind_comes_once_before_one_comes_again(int seed)
    {
        var kinds = Enum.GetValues<FleetFault>();
        var faults = FaultSchedule.Of(seed, Duration, replicas: 2).Faults;
        Assert.True(faults.Count > 2 * kinds.Length, $"Only {faults.Count} faults.");
        foreach (var round in faults.Select(fault => fault.Fault).Chunk(kinds.Length).SkipLast(1))
        {
            Assert.Equal(kinds, round.Order());
        }
    }

    [Fact]
    public void Faults_begin_in_their_order_within_the_duration_and_reach_every_replica()
    {
        var faults = FaultSchedule.Of(3, Duration, replicas: 3).Faults;
        Assert.Equal(faults.OrderBy(fault => fault.At), faults);
        Assert.All(faults, fault => Assert.InRange(fault.At, TimeSpan.Zero, Duration));
        Assert.Equal([0, 1, 2], faults.Select(fault => fault.Replica).Distinct().Order());
    }

    [Fact]
    public void A_replica_stands_still_for_one_to_six_seconds() =>
        Assert.All(
            FaultSchedule.Of(5, Duration, replicas: 2).Faults.Where(fault => fault.Fault == FleetFault.StopReplica),
            fault => Assert.InRange(fault.Lasting, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6))
        );
}
