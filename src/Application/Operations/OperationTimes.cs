namespace FinancialMcp.Application.Operations;

/// <summary>
/// How long an attempt may take, how long its lease holds, how long the bank may need to show what it accepted, and how
/// long people have to approve. The lease outlasts the deadline, so that an attempt is over before anybody else may
/// conclude on it.
/// </summary>
public sealed record OperationTimes(TimeSpan Deadline, TimeSpan Lease, TimeSpan Quiesce, TimeSpan ApprovalExpiry)
{
    public static OperationTimes Default { get; } = Of(TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(60));

    /// <summary>A lease of seven fifths of the deadline, and a day for people.</summary>
    public static OperationTimes Of(TimeSpan deadline, TimeSpan quiesce) =>
        new(deadline, deadline * 7 / 5, quiesce, TimeSpan.FromHours(24));
}
