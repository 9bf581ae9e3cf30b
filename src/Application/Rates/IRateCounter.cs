namespace FinancialMcp.Application.Rates;

/// <summary>Counts calls by caller and window: of all replicas where they share a memory, else of this one.</summary>
public interface IRateCounter
{
    /// <summary>Counts further calls in a window. Never throws and never waits long: a lost memory is made up for here.</summary>
    /// <param name="caller">Digest of whom they are counted for.</param>
    /// <param name="window">The window's number; those after it are counted anew.</param>
    /// <param name="length">Of a window.</param>
    /// <param name="calls">At least 1.</param>
    ValueTask<RateCount> AddAsync(string caller, long window, TimeSpan length, int calls);
}

/// <summary>What is counted of a caller.</summary>
/// <param name="Before">In the window before.</param>
/// <param name="Now">In this window, what was just added included.</param>
public sealed record RateCount(long Before, long Now);
