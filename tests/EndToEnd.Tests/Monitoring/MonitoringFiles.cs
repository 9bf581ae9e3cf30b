using System.Text.Json;
using System.Text.RegularExpressions;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Monitoring;

/// <summary>What docker/ has for those who watch the server.</summary>
internal static partial class MonitoringFiles
{
    public static string Docker { get; } = Path.Combine(BuildOutput.Root, "docker");

    public static string Prometheus { get; } = Path.Combine(Docker, "prometheus");

    public static string Rules { get; } = File.ReadAllText(Path.Combine(Prometheus, "rules.yml"));

    /// <summary>The alerts by their names, as the rules have them.</summary>
    public static IReadOnlyList<string> Alerts { get; } =
    [.. Alert().Matches(Rules).Select(it => it.Groups["name"].Value)];

    /// <summary>Every query of every dashboard, with the panel it is of; a span that Grafana chooses is a minute.</summary>
    public static IReadOnlyList<(string Panel, string Query)> Queries()
    {
        var queries = new List<(string, string)>();
        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(Docker, "grafana", "dashboards"))
                .Order(StringComparer.Ordinal)
        )
        {
            using var board = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var panel in board.RootElement.GetProperty("panels").EnumerateArray())
            {
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                {
                    queries.Add(
                        (
                            $"{board.RootElement.GetProperty("title")}, {panel.GetProperty("title")}",
                            target
                                .GetProperty("expr")
                                .GetString()!
                                .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
                        )
                    );
                }
            }
        }

        return queries;
    }

    /// <summary>The names of series in an expression, without what a histogram adds to them.</summary>
    public static IEnumerable<string> SeriesIn(string expression) =>
        Name()
            .Matches(Braces().Replace(expression, ""))
            .Select(it => Suffix().Replace(it.Value, ""))
            .Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"^ +- alert: (?<name>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"\{[^}]*\}|\bby \([^)]*\)|""[^""]*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Braces();

    /// <summary>Every name with an underscore that is no function: nothing else of the language has one here.</summary>
    [GeneratedRegex(@"\b[a-z]+(_[a-z0-9]+)+\b(?!\()", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suffix();
}
