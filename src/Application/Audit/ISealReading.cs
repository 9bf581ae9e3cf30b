using System.Text;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>How far a place outside the database has been told of the seals.</summary>
/// <param name="Name">The place.</param>
/// <param name="Seal">The last seal that it was told of.</param>
/// <param name="At">When.</param>
public sealed record AnchorView(string Name, long Seal, DateTimeOffset At);

/// <summary>A key that signs seals, by its public half.</summary>
/// <param name="Id">Its name: the beginning of its digest.</param>
/// <param name="Pem">The public key.</param>
/// <param name="FirstUsedAt">When it first signed; null before it has.</param>
public sealed record SealingKey(string Id, string Pem, DateTimeOffset? FirstUsedAt)
{
    /// <summary>Several keys as one text, each behind a line with its name.</summary>
    public static string AsPem(IEnumerable<SealingKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Aggregate(new StringBuilder(), (text, key) => text.Append($"# {key.Id}\n{key.Pem.TrimEnd()}\n"))
            .ToString();
    }
}

/// <summary>
/// What there is beside the records. Throws <see cref="StoreUnavailableException"/> when the database does not answer in
/// time.
/// </summary>
public interface ISealReading
{
    /// <summary>Seals before a number, or the last ones for null, newest first.</summary>
    Task<IReadOnlyList<Seal>> SealsAsync(long? before, int limit, CancellationToken cancellationToken);

    /// <summary>The places that were told of seals, by name.</summary>
    Task<IReadOnlyList<AnchorView>> AnchorsAsync(CancellationToken cancellationToken);

    /// <summary>Every key there ever was, oldest first; and this server's, whose first seal may not be made yet.</summary>
    Task<IReadOnlyList<SealingKey>> KeysAsync(CancellationToken cancellationToken);
}
