namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>A xorshift generator: the same seed gives the same records on every runtime.</summary>
internal sealed class SeededDice(ulong seed)
{
    private ulong state = (seed + 1) * 0x9E37_79B9_7F4A_7C15;

    /// <summary>From 0 to below <paramref name="sides"/>.</summary>
    public int Next(int sides)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)(state % (ulong)sides);
    }
}
