using FinancialMcp.Mcp.Telemetry;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Telemetry;

public sealed class MemoryLimitTests
{
    private const string Own = "1:cpu:/\n0::/system.slice/financial-mcp.service\n";

    [Theory]
    [InlineData("max", "max", null)]
    [InlineData("max", "536870912", 536870912L)]
    [InlineData("1073741824", "536870912", 536870912L)]
    [InlineData("268435456", "536870912", 268435456L)]
    [InlineData("268435456", "max", 268435456L)]
    [InlineData(null, null, null)]
    public void The_smallest_limit_of_a_group_and_those_above_it_counts(string? slice, string? service, long? limit)
    {
        using var folder = new TemporaryFolder();
        var own = Directory.CreateDirectory(Path.Combine(folder.Path, "system.slice", "financial-mcp.service"));
        Write(own.Parent!.FullName, slice);
        Write(own.FullName, service);
        Assert.Equal(limit, MemoryLimit.Of(folder.Path, Own));
    }

    [Fact]
    public void A_container_sees_its_own_group_as_the_root()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, "402653184");
        Assert.Equal(402653184, MemoryLimit.Of(folder.Path, "0::/\n"));
        Assert.Equal(402653184, MemoryLimit.Of(folder.Path, ""));
    }

    [Fact]
    public void Here_too_there_is_a_limit() => Assert.InRange(MemoryLimit.Read(), 64L << 20, 1L << 50);

    private static void Write(string group, string? limit)
    {
        if (limit is not null)
        {
            File.WriteAllText(Path.Combine(group, "memory.max"), limit + "\n");
        }
    }
}
