using System.Globalization;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>What came up in the runs, by name: so that a reader sees, and a test asserts, that it was not nothing.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    public long this[string name] => counts.GetValueOrDefault(name);

    public void Count(string name) => counts[name] = this[name] + 1;

    /// <summary>One name and its count a line.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value, 10:N0}  {pair.Key}"))
        );
}
