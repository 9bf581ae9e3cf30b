using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// The trail as its sealer sees it. Throws <see cref="Application.StoreUnavailableException"/> when the database does not
/// answer; the sealer then begins anew.
/// </summary>
internal interface ISealLedger : IAsyncDisposable
{
    /// <summary>
    /// True when this process alone seals now, until it leaves the ledger alone for several seconds or a call fails. Makes
    /// sure that records of the coming months have a place.
    /// </summary>
    Task<bool> TryLeadAsync();

    /// <summary>What the database calls its cluster or file.</summary>
    Task<string> SystemIdAsync();

    /// <summary>Every epoch, oldest first.</summary>
    Task<IReadOnlyList<Epoch>> EpochsAsync();

    /// <summary>The seal of a number; the last one for null. Null when there is none.</summary>
    Task<Seal?> FindSealAsync(long? number);

    /// <summary>The last seal of an epoch; null when it has none.</summary>
    Task<Seal?> LastOfAsync(int epoch);

    /// <summary>The seals after a number, in their order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Seal>> SealsAfterAsync(long number, int limit);

    /// <summary>The number of the seal that an anchor was last told of; 0 when it never was.</summary>
    Task<long> AnchoredAsync(string anchor);

    /// <summary>The number that the next record will have, or a later one.</summary>
    Task<long> NextSeqAsync();

    /// <summary>True when a record with the id is in the trail.</summary>
    Task<bool> HasRecordAsync(Guid id);

    /// <summary>The position below which nothing can appear any more.</summary>
    Task<long> HorizonAsync();

    /// <summary>A horizon at which everything that runs now has ended.</summary>
    Task<long> BoundAsync();

    /// <summary>
    /// The epoch's records from <paramref name="from"/> on that nothing can come between any more, by position and number,
    /// and the position that they end before. At most <paramref name="limit"/>, cut where a position ends. Of an epoch that
    /// has a <paramref name="next"/> all are given, and the greatest position there is ends them.
    /// </summary>
    Task<(long To, IReadOnlyList<SealedRecord> Records)> UnsealedAsync(Epoch epoch, Epoch? next, long from, int limit);

    /// <summary>Commits a seal.</summary>
    Task AppendAsync(Seal seal, byte[] leaves);

    /// <summary>Commits an epoch.</summary>
    Task BeginAsync(Epoch epoch);

    /// <summary>Remembers that a key signs from now on; false when it is known already.</summary>
    Task<bool> IntroduceKeyAsync(string keyId, string publicKey, DateTimeOffset at);

    /// <summary>Remembers how far a place outside the database has been told.</summary>
    Task AnchoredAsync(string anchor, long number, DateTimeOffset at);
}
