namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>The application's default times, and how far clocks may differ within the margin that the rules allow.</summary>
internal static class Times
{
    public static readonly DateTimeOffset Start = new(2026, 3, 30, 9, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(25);
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(35);
    public static readonly TimeSpan Quiesce = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan ApprovalExpiry = TimeSpan.FromHours(24);
    public static readonly TimeSpan ProbeLease = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan OversightPatience = TimeSpan.FromSeconds(4);

    /// <summary>How far a server's clock may be from the database's.</summary>
    public static readonly TimeSpan ServerSkew = TimeSpan.FromSeconds(2);

    /// <summary>How far the bank's may be; together they stay below the margin of five seconds.</summary>
    public static readonly TimeSpan BankSkew = TimeSpan.FromMilliseconds(2900);
}
