namespace FinancialMcp.Bench;

/// <summary>Seeded values (SplitMix64), so that two runs ask for the same.</summary>
internal sealed class Draw(ulong seed)
{
    private ulong state = seed;

    /// <summary>From 0 to below <paramref name="sides"/>.</summary>
    public int Next(int sides)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)sides);
    }

    /// <summary>From 0 to below 1.</summary>
    public double Share() => Next(1_000_000) / 1e6;
}
