namespace FinancialMcp.Application.Audit;

/// <summary>How long a record is kept. The numbers are stored.</summary>
public enum Retention
{
    /// <summary>About money, people's decisions, or the trail itself: seven years unless it is set otherwise.</summary>
    Money = 1,

    /// <summary>About reads, and attempts that came to nothing: thirteen months unless it is set otherwise.</summary>
    Other = 2,
}
