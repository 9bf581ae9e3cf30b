using System.Globalization;
using System.Text.RegularExpressions;

namespace FinancialMcp.Mcp.Tests.Telemetry;

/// <summary>
/// A scrape as Prometheus reads its text format: every line is a comment, a type, or a sample of a name that was given a
/// type before. Anything else fails the test.
/// </summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, string> kinds = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Labels, double Value)> series = [];

    private Scrape() { }

    public IReadOnlyList<(string Name, string Labels, double Value)> Series => series;

    public static Scrape Parse(string text)
    {
        var scrape = new Scrape();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            scrape.Read(line);
        }

        return scrape;
    }

    public string KindOf(string name) => kinds[name];

    /// <summary>The one sample of a name with exactly these labels, in any order.</summary>
    public double ValueOf(string name, string labels = "") =>
        Assert.Single(series, sample => sample.Name == name && Sorted(sample.Labels) == Sorted(labels)).Value;

    private static string Sorted(string labels) => string.Join(',', labels.Split(',').Order(StringComparer.Ordinal));

    private void Read(string line)
    {
        if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var words = line.Split(' ');
            Assert.True(kinds.TryAdd(words[2], words[3]), $"{words[2]} has a second type.");
            return;
        }

        if (line[0] == '#')
        {
            return;
        }

        var match = Sample().Match(line);
        Assert.True(match.Success, $"No sample: {line}");
        var name = match.Groups["name"].Value;
        Assert.Contains(Suffix().Replace(name, ""), kinds.Keys.Select(kind => Suffix().Replace(kind, "")));
        series.Add(
            (
                name,
                match.Groups["labels"].Value,
                double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)
            )
        );
    }

    [GeneratedRegex(
        @"^(?<name>[a-z_]+)(\{(?<labels>([a-z_]+=""[^""\\]*"",?)*)\})? (?<value>[0-9.eE+-]+|\+Inf|NaN)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count|total)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suffix();
}
