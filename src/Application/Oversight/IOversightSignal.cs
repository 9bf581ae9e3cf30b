namespace FinancialMcp.Application.Oversight;

/// <summary>
/// Tells the other replicas that people have decided something, so that it holds there at once and not with their next
/// look at the database. It may be lost: they look every second.
/// </summary>
public interface IOversightSignal
{
    /// <summary>Never throws, never waits.</summary>
    void Tell();
}

/// <summary>Where nothing carries a signal.</summary>
internal sealed class NoSignal : IOversightSignal
{
    public void Tell() { }
}
