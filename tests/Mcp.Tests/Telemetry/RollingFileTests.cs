using FinancialMcp.Mcp.Telemetry;
using FinancialMcp.Testing;
using Serilog;

namespace FinancialMcp.Mcp.Tests.Telemetry;

public sealed class RollingFileTests : IDisposable
{
    private const int Largest = 4096;
    private const int Kept = 3;
    private readonly TemporaryFolder folder = new();

    private string Current => Path.Combine(folder.Path, "logs", "mcp-server.log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_now_has_the_given_name_and_no_line_is_lost_while_enough_files_are_kept()
    {
        Write(40);

        var aside = Aside();
        Assert.NotEmpty(aside);
        Assert.All(aside, file => Assert.InRange(new FileInfo(file).Length, Largest, Largest + 500));
        Assert.InRange(new FileInfo(Current).Length, 0, Largest - 1);
        var lines = aside.Append(Current).SelectMany(File.ReadAllLines).ToList();
        Assert.Equal(
            Enumerable.Range(0, 40).Select(Line),
            lines.Select(line => line[line.IndexOf("line ", StringComparison.Ordinal)..][..9])
        );
    }

    [Fact]
    public void Of_many_the_oldest_are_removed()
    {
        Write(600);

        Assert.Equal(Kept, Aside().Count);
        var left = Aside().Append(Current).SelectMany(File.ReadAllLines).ToList();
        Assert.Contains(Line(599), left[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(left, line => line.Contains(Line(0), StringComparison.Ordinal));
    }

    [Fact]
    public void It_goes_on_where_it_was_and_touches_no_file_that_is_not_its_own()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Current)!);
        var other = Path.Combine(folder.Path, "logs", "mcp-server-notes.log");
        File.WriteAllText(other, "mine");
        Write(1);
        Write(1);

        Assert.Equal(2, File.ReadAllLines(Current).Length);
        Write(600);
        Assert.Equal("mine", File.ReadAllText(other));
    }

    /// <summary>Somebody removes the folder under it.</summary>
    [Fact]
    public void What_cannot_be_written_for_a_while_is_written_again_afterwards()
    {
        var logs = Path.GetDirectoryName(Current)!;
        using var log = new LoggerConfiguration()
            .WriteTo.Sink(new RollingFile(Current, new TextLogFormatter(), Largest, Kept, TimeProvider.System))
            .CreateLogger();
        log.Information("before");
        Directory.Delete(logs, recursive: true);
        for (var number = 0; number < 80; number++)
        {
            log.Information("{Text}", $"{Line(number)} {new string('x', 100)}");
        }

        Directory.CreateDirectory(logs);
        log.Information("afterwards");

        Assert.Contains("afterwards", File.ReadAllText(Current), StringComparison.Ordinal);
    }

    private static string Line(int number) => $"line {number:0000}";

    private List<string> Aside() =>
        [.. Directory.GetFiles(Path.GetDirectoryName(Current)!, "mcp-server-2*.log").Order(StringComparer.Ordinal)];

    private void Write(int lines)
    {
        using var log = new LoggerConfiguration()
            .WriteTo.Sink(new RollingFile(Current, new TextLogFormatter(), Largest, Kept, TimeProvider.System))
            .CreateLogger();
        for (var number = 0; number < lines; number++)
        {
            log.Information("{Text}", $"{Line(number)} {new string('x', 100)}");
        }
    }
}
