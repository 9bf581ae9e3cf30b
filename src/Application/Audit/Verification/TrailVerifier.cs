using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// Verifies a trail against its seals, its seals against keys and notes, and its operations against both. Reads it once,
/// as it comes; goes on after each finding. Shares no rule with what wrote the trail but the hashes.
/// </summary>
/// <param name="keys">The public keys to trust; null for those that the trail itself names.</param>
/// <param name="macs">The keys of the MACs.</param>
/// <param name="time">For the report's times.</param>
/// <param name="looked">Is told now and then how many records were looked at.</param>
public sealed class TrailVerifier(TrustedKeys? keys, MacKeys macs, TimeProvider time, IProgress<long>? looked = null)
{
    /// <summary>For how long a record may wait for its seal, in microseconds.</summary>
    internal const long Patience = 60_000_000;

    /// <summary>
    /// Verifies. Throws what the source throws when it cannot be read, and <see cref="InvalidDataException"/> when the
    /// trail's own keys are to be used and are none.
    /// </summary>
    /// <param name="source">The trail; everything in it is as of one moment.</param>
    /// <param name="notes">The notes of a place outside the database, none of them younger than that moment; null for none.</param>
    /// <param name="cancellationToken">Ends the run without a report.</param>
    public async Task<VerificationReport> VerifyAsync(
        ITrailSource source,
        IAsyncEnumerable<string>? notes,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        var startedAt = time.GetUtcNow();
        var head = await source.HeadAsync(cancellationToken);
        using var own = keys is null ? new TrustedKeys(head.PublicKeys) : null;
        var run = new Run(head, keys ?? own!, macs, looked);
        await using var lines = (notes ?? AsyncEnumerable.Empty<string>()).GetAsyncEnumerator(cancellationToken);
        var told = new SealNotes(lines, keys ?? own!, startsAnywhere: false, run.Findings);
        await run.WalkAsync(source, told, cancellationToken);
        await told.EndAsync();
        if (told.HasLate)
        {
            await foreach (var stored in source.SealsAsync(cancellationToken))
            {
                told.LookAgain(stored.Seal);
            }

            told.EndLate();
        }

        await foreach (var operation in source.OperationsAsync(cancellationToken))
        {
            run.Operations.Check(operation);
        }

        run.Operations.End();
        run.Dropped.End(head.AsOf, run.Records.Drops);
        return new VerificationReport
        {
            Source = head.Name,
            StartedAt = startedAt,
            EndedAt = time.GetUtcNow(),
            Seals = run.Chain.Count,
            Records = run.Records.Count,
            Operations = run.Operations.Count,
            Notes = told.Count,
            Waiting = run.Waiting,
            KeysAreTrusted = keys is not null,
            Findings = run.Findings.Groups,
            NotChecked =
            [
                .. VerificationRemarks.OfKeys(keys is not null, "the database itself"),
                .. notes is null ? [VerificationRemarks.NoNotes] : VerificationRemarks.OfNotes(told.Torn),
                .. VerificationRemarks.OfMacs(run.Records.WithoutKey),
                .. VerificationRemarks.OfDrops(run.Dropped.Absent),
            ],
        };
    }

    /// <summary>What one run knows while it walks along seals and records side by side.</summary>
    private sealed class Run
    {
        private readonly DisplacedRecords displaced;
        private readonly SealedRange range;
        private readonly IProgress<long>? looked;
        private readonly long asOf;
        private (int Epoch, long Position) frontier = (0, 0);
        private long sealedAt = long.MinValue;

        internal Run(TrailHead head, TrustedKeys keys, MacKeys macs, IProgress<long>? looked)
        {
            this.looked = looked;
            asOf = head.AsOf;
            Dropped = new DroppedRecords(head.Dropped, Findings);
            displaced = new DisplacedRecords(Findings);
            range = new SealedRange(Findings, displaced, Dropped);
            Operations = new OperationBook(Findings, Dropped);
            Records = new RecordCheck(macs, Operations, Findings);
            Chain = new SealChain(head.Epochs, keys, startsAnywhere: false, Findings);
        }

        internal FindingList Findings { get; } = new();

        internal DroppedRecords Dropped { get; }

        internal OperationBook Operations { get; }

        internal RecordCheck Records { get; }

        internal SealChain Chain { get; }

        internal long Waiting { get; private set; }

        internal async Task WalkAsync(ITrailSource source, SealNotes notes, CancellationToken cancellationToken)
        {
            await using var seals = source.SealsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var records = source.RecordsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            var record = await NextAsync(records);
            var next = await NextAsync(seals);
            while (next is { } stored)
            {
                next = await NextAsync(seals);
                await notes.MeetAsync(stored.Seal);
                var use = Chain.Accept(stored.Seal, stored.Leaves);
                var covered = Covered(stored.Seal, next?.Seal);
                if (use == SealUse.None || frontier.CompareTo((covered.Epoch, covered.From)) > 0)
                {
                    continue;
                }

                while (record is not null && Place(record).CompareTo((covered.Epoch, covered.From)) < 0)
                {
                    TakeUnsealed(record);
                    record = await NextAsync(records);
                }

                range.Begin(stored.Seal, use == SealUse.Leaves ? stored.Leaves : null, sealedAt);
                while (record is not null && Place(record).CompareTo((covered.Epoch, covered.To)) < 0)
                {
                    range.Take(record, Records.Check(record, stored.Seal.Number));
                    record = await NextAsync(records);
                }

                range.End();
                looked?.Report(Records.Count);
                sealedAt = stored.Seal.SealedAt;
                frontier = (covered.Epoch, covered.To);
            }

            while (record is not null)
            {
                TakeUnsealed(record);
                record = await NextAsync(records);
            }

            displaced.End();
        }

        /// <summary>A seal that is not signed may claim positions that are the next one's.</summary>
        private static (int Epoch, long From, long To) Covered(Seal seal, Seal? next) =>
            (
                seal.Epoch,
                seal.FromPosition,
                next is not null && next.Epoch == seal.Epoch && next.FromPosition >= seal.FromPosition
                    ? Math.Min(seal.ToPosition, next.FromPosition)
                    : seal.ToPosition
            );

        private static (int Epoch, long Position) Place(StoredRecord record) =>
            (record.Sealed.Epoch, record.Sealed.Position);

        private static async ValueTask<T?> NextAsync<T>(IAsyncEnumerator<T> items)
            where T : class => await items.MoveNextAsync() ? items.Current : null;

        private void TakeUnsealed(StoredRecord record)
        {
            var eventId = Records.Check(record, null);
            var age = asOf - record.Sealed.RecordedAt;
            if (displaced.IsMissed(record, eventId))
            {
                return;
            }

            if (Math.Abs(age) <= Patience)
            {
                Waiting++;
                return;
            }

            Findings.Add(
                new Finding(
                    FindingClass.UnsealedOld,
                    $"Record {record.Sealed.Seq} is {age / 1_000_000} seconds old, and no seal covers its position."
                        + (age < 0 ? " It is dated ahead of the database's clock." : "")
                )
                {
                    Seq = record.Sealed.Seq,
                    EventId = eventId,
                }
            );
        }
    }
}
