namespace FinancialMcp.Bench;

/// <summary>One figure over the rounds of a run.</summary>
internal sealed record Spread(double Least, double Median, double Most)
{
    public static Spread Of(IEnumerable<double> rounds)
    {
        var sorted = rounds.Order().ToList();
        var middle = sorted.Count / 2;
        var median = sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[^1]);
    }

    /// <summary>The quotient round by round, so that what slows a whole round down weighs on both sides.</summary>
    public static Spread Ratio(IEnumerable<double> above, IEnumerable<double> below) =>
        Of(above.Zip(below, (left, right) => left / right));
}
