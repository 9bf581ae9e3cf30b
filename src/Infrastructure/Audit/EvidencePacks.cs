using System.IO.Compression;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// First the keys of the records are gathered, by the index that the filter has, and brought into the order of the seals:
/// 32 bytes a record in memory. Then the records are read and written a few hundred at a time, each with its path in the
/// seal that stands in memory just then.
/// </summary>
internal sealed class EvidencePacks(
    AuditReading reading,
    ISealReading sealing,
    Database database,
    AuditKeys keys,
    ServerInstance instance,
    TimeProvider time
) : IEvidencePacks
{
    private const int Batch = 500;
    private const int SealPage = 200;

    public async Task<long> WriteAsync(
        AuditFilter filter,
        string madeBy,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        var records = await KeysAsync(filter, cancellationToken);
        var zip = await ZipArchive.CreateAsync(
            output,
            ZipArchiveMode.Create,
            leaveOpen: true,
            entryNameEncoding: null,
            cancellationToken
        );
        long count;
        await using (zip)
        {
            var files = new PackFiles(zip, cancellationToken);
            (count, var first, var last) = await WriteRecordsAsync(files, records, cancellationToken);
            var seals = await WriteSealsAsync(files, first, last, cancellationToken);
            await WriteEpochsAsync(files, cancellationToken);
            await WritePoliciesAsync(files, records, cancellationToken);
            await WriteKeysAsync(files, cancellationToken);
            var manifest = files.Manifest(
                SqliteValues.Microseconds(time.GetUtcNow()),
                madeBy,
                instance.Version,
                filter.ToJson(),
                keys.SigningKeyId,
                count,
                seals
            );
            await files.WriteAsync("manifest.json", manifest);
            await files.WriteAsync(
                "manifest.sig",
                System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(keys.Sign(manifest)))
            );
        }

        return count;
    }

    private async Task<RecordKey[]> KeysAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var all = new List<RecordKey>();
        AuditCursor? after = null;
        do
        {
            var (found, next) = await reading.KeysAsync(filter, after, cancellationToken);
            if (all.Count + found.Count > IEvidencePacks.MostRecords)
            {
                throw new AppException([
                    new Problem(
                        "filter",
                        $"More than {IEvidencePacks.MostRecords} records: too many for one pack. Narrow the time, and make several."
                    ),
                ]);
            }

            all.AddRange(found);
            after = next;
        } while (after is not null);

        all.Sort(RecordKey.InOrderOfSeals);
        return [.. all];
    }

    /// <summary>How many there were, and the first and the last seal that covers one of them; null when none is sealed.</summary>
    private async Task<(long Count, long? First, long? Last)> WriteRecordsAsync(
        PackFiles files,
        RecordKey[] records,
        CancellationToken cancellationToken
    )
    {
        var count = 0L;
        long? first = null;
        long? last = null;
        var seals = new SealWalk(database);
        await using var lines = await files.BeginAsync("records.ndjson");
        foreach (var batch in records.Chunk(Batch))
        {
            var found = (await reading.RecordsAsync(batch, cancellationToken)).ToDictionary(record => record.Seq);
            foreach (var key in batch)
            {
                // Gone since: only a month's removal does that, and its record tells.
                if (!found.TryGetValue(key.Seq, out var record))
                {
                    continue;
                }

                var place = await seals.PlaceOfAsync(record, cancellationToken);
                await lines.WriteAsync(json => PackLines.Write(json, record, place));
                count++;
                if (place is { } proven)
                {
                    first = Math.Min(first ?? long.MaxValue, proven.Seal);
                    last = Math.Max(last ?? 0, proven.Seal);
                }
            }
        }

        return (count, first, last);
    }

    private async Task<long> WriteSealsAsync(
        PackFiles files,
        long? first,
        long? last,
        CancellationToken cancellationToken
    )
    {
        var count = 0L;
        await using var lines = await files.BeginAsync("seals.ndjson");
        for (var number = first - 1; number < last; )
        {
            var seals = await database.ManyAsync(
                SealRows.SealsAfter(SealPage),
                [number.Value],
                SealRows.ReadSeal,
                cancellationToken
            );
            if (seals.Count == 0)
            {
                break;
            }

            foreach (var seal in seals.TakeWhile(seal => seal.Number <= last))
            {
                await lines.WriteAsync(seal.Note());
                count++;
            }

            number = seals[^1].Number;
        }

        return count;
    }

    private async Task WriteEpochsAsync(PackFiles files, CancellationToken cancellationToken)
    {
        var epochs = await database.ManyAsync(
            $"select {SealRows.EpochColumns} from audit_epoch order by number",
            [],
            SealRows.ReadEpoch,
            cancellationToken
        );
        await using var lines = await files.BeginAsync("epochs.ndjson");
        foreach (var epoch in epochs)
        {
            await lines.WriteAsync(json => PackLines.Write(json, epoch));
        }
    }

    /// <summary>A policy is in force from when it was approved until the next one is.</summary>
    private async Task WritePoliciesAsync(PackFiles files, RecordKey[] records, CancellationToken cancellationToken)
    {
        var policies = await database.ManyAsync(
            "select version, rules, proposed_by, decided_by, decided_at from policy where state = 2 order by version",
            [],
            row => new PackedPolicy(
                row.Number(0),
                row.Text(1),
                row.Text(2),
                row.TextOrNull(3),
                SqliteValues.Microseconds(row.Time(4))
            ),
            cancellationToken
        );
        var (first, last) =
            records.Length == 0
                ? (long.MaxValue, long.MinValue)
                : (records.Min(record => record.RecordedAt), records.Max(record => record.RecordedAt));
        await using var lines = await files.BeginAsync("policies.ndjson");
        foreach (var (at, policy) in policies.Index())
        {
            var until = at + 1 < policies.Count ? policies[at + 1].DecidedAt : long.MaxValue;
            if (policy.DecidedAt <= last && until > first)
            {
                await lines.WriteAsync(json => PackLines.Write(json, policy));
            }
        }
    }

    private async Task WriteKeysAsync(PackFiles files, CancellationToken cancellationToken) =>
        await files.WriteAsync(
            "keys.pem",
            System.Text.Encoding.ASCII.GetBytes(SealingKey.AsPem(await sealing.KeysAsync(cancellationToken)))
        );
}
