namespace FinancialMcp.Domain.Audit;

/// <summary>
/// A life of the database. A restored backup begins a new one: it may lack records that were sealed and anchored before,
/// and its positions need not go on where the lost ones ended. Within an epoch positions only rise.
/// </summary>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="FirstSeq">Records from this number on belong to it.</param>
/// <param name="SystemId">What the database calls its own cluster or file.</param>
/// <param name="AfterSeal">The number of the last seal that was made before it, wherever that is known from; 0 for none.</param>
/// <param name="AfterHash">That seal's hash, which the epoch's first seal names.</param>
/// <param name="BeganAt">In microseconds since 1970.</param>
public sealed record Epoch(int Number, long FirstSeq, string SystemId, long AfterSeal, byte[] AfterHash, long BeganAt);
