namespace FinancialMcp.Application.Audit;

/// <summary>How the trail stands, as last read.</summary>
/// <param name="SealLag">For how long the oldest record without a seal has waited; zero when there is none.</param>
/// <param name="AnchorLag">
/// For how long the oldest seal that no place outside the database was told of has waited; zero when there is none.
/// </param>
/// <param name="LastSeal">The last seal's number; 0 before the first.</param>
/// <param name="LastVerified">When a verification last ended; null before the first.</param>
/// <param name="LastFindings">How much that one found wrong.</param>
public sealed record TrailFigures(
    TimeSpan SealLag,
    TimeSpan AnchorLag,
    long LastSeal,
    DateTimeOffset? LastVerified,
    int? LastFindings
);

/// <summary>
/// Whether money may move: not on a trail that has not been sealed, or whose seals nobody outside the database has been
/// told of, for a minute. No setting turns this off.
/// </summary>
public sealed class TrailStanding
{
    /// <summary>The lag at which money stops.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TrailFigures? last;

    /// <summary>The last figures; null before the first.</summary>
    public TrailFigures? Last => Volatile.Read(ref last);

    /// <summary>True when neither lags; also before the first figures, when there is nothing to judge by.</summary>
    public bool Stands => Last is not { } figures || (figures.SealLag <= Patience && figures.AnchorLag <= Patience);

    /// <summary>Takes new figures.</summary>
    public void Report(TrailFigures figures) => Volatile.Write(ref last, figures);

    /// <summary>Throws <see cref="AppException"/> when money must wait.</summary>
    public void MustStand()
    {
        if (!Stands)
        {
            throw new AppException(
                ErrorCodes.AuditUnavailable,
                "The audit trail is not being sealed, so no money moves. Nothing was sent; ask again with the same key."
            )
            {
                RetryAfter = TimeSpan.FromSeconds(10),
            };
        }
    }
}
