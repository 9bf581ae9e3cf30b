namespace FinancialMcp.Application.Audit;

/// <summary>Where and when a record was made.</summary>
/// <param name="Time">By the clock of the process that made it; the database adds its own.</param>
/// <param name="Instance">The process among the replicas.</param>
/// <param name="Build">Its version.</param>
public sealed record RecordOrigin(DateTimeOffset Time, string Instance, string Build);
