namespace FinancialMcp.Application.Operations;

/// <summary>
/// How long an attempt may take, and how long its lease holds. The lease outlasts the deadline, so that an attempt is
/// over before anybody else may conclude on it.
/// </summary>
public sealed record OperationTimes(TimeSpan Deadline, TimeSpan Lease)
{
    public static OperationTimes Default { get; } = new(TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(35));
}
