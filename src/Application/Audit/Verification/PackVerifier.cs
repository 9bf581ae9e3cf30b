using System.Text;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// Verifies an evidence pack by itself: its files against its manifest, the manifest and the seals against keys, each
/// record against its seal. A pack has no operations and no columns, so nothing is said of those.
/// </summary>
/// <param name="keys">The public keys to trust; null for those in the pack.</param>
/// <param name="macs">The keys of the MACs.</param>
/// <param name="time">For the report's times.</param>
public sealed class PackVerifier(TrustedKeys? keys, MacKeys macs, TimeProvider time)
{
    /// <summary>
    /// Verifies. Throws <see cref="InvalidDataException"/> for a file that is no evidence pack, and what the pack throws
    /// when it cannot be read.
    /// </summary>
    /// <param name="pack">What to verify.</param>
    /// <param name="notes">The notes of a place outside the database; null for none.</param>
    /// <param name="cancellationToken">Ends the run without a report.</param>
    public async Task<VerificationReport> VerifyAsync(
        IEvidencePack pack,
        IAsyncEnumerable<string>? notes,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(pack);
        var startedAt = time.GetUtcNow();
        using var own = keys is null
            ? new TrustedKeys([await TextAsync(pack, PackFormat.Keys, cancellationToken)])
            : null;
        var findings = new FindingList();
        var files = new PackFiles(pack, keys ?? own!, findings);
        var manifest = await files.CheckAsync(cancellationToken);
        var chain = new SealChain(
            await EpochsAsync(pack, cancellationToken),
            keys ?? own!,
            startsAnywhere: true,
            findings
        );
        await using var lines = (notes ?? AsyncEnumerable.Empty<string>()).GetAsyncEnumerator(cancellationToken);
        var told = new SealNotes(lines, keys ?? own!, startsAnywhere: true, findings);
        var records = new RecordCheck(macs, operations: null, findings);
        var proofs = new PackProofs(chain, records, told, manifest, findings);
        await proofs.WalkAsync(
            pack.LinesAsync(PackFormat.Seals, cancellationToken),
            pack.LinesAsync(PackFormat.Records, cancellationToken),
            cancellationToken
        );
        proofs.CheckCounts();
        return new VerificationReport
        {
            Source = pack.Name,
            StartedAt = startedAt,
            EndedAt = time.GetUtcNow(),
            Seals = chain.Count,
            Records = records.Count,
            Operations = 0,
            Notes = told.Count,
            Waiting = proofs.Waiting,
            KeysAreTrusted = keys is not null,
            Findings = findings.Groups,
            NotChecked =
            [
                .. VerificationRemarks.OfKeys(keys is not null, "the pack itself"),
                .. manifest.IsWhole ? Array.Empty<string>() : [VerificationRemarks.Filtered],
                VerificationRemarks.NoOperations,
                .. VerificationRemarks.OfMacs(records.WithoutKey),
            ],
        };
    }

    private static async Task<string> TextAsync(IEvidencePack pack, string file, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await pack.ReadAsync(file, cancellationToken));

    private static async Task<IReadOnlyList<Epoch>> EpochsAsync(IEvidencePack pack, CancellationToken cancellationToken)
    {
        var epochs = new List<Epoch>();
        await foreach (var line in pack.LinesAsync(PackFormat.Epochs, cancellationToken))
        {
            try
            {
                epochs.Add(
                    PackFormat.Parse<PackFormat.EpochLine>(line)?.ToEpoch()
                        ?? throw new InvalidDataException("A line of the epochs is none.")
                );
            }
            catch (Exception cause) when (cause is FormatException or ArgumentNullException)
            {
                throw new InvalidDataException("A line of the epochs is none.", cause);
            }
        }

        return [.. epochs.OrderBy(epoch => epoch.Number)];
    }
}
