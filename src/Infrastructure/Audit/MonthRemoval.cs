using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// Carries out the removal of a month that two people agreed on: writes every record of it into an archive file first,
/// and removes the month only when the database finds as many records in it. The seals keep the leaves of what is gone.
/// </summary>
public sealed class MonthRemoval(DatabaseOptions options, IAuditStore audit, TimeProvider time)
{
    /// <summary>
    /// Removes the month and returns what was removed. Throws <see cref="AppException"/> with words for the operator when
    /// no two people agreed on it, or something keeps it; <see cref="StoreUnavailableException"/>, and what the file system
    /// throws. Nothing is removed then, and no half archive is left. Asked for again after it was done, it only makes sure
    /// of the record.
    /// </summary>
    public async Task<DropDone> RunAsync(Guid id, string folder, string by, CancellationToken cancellationToken)
    {
        await using IMonthOfRecords month = options.Postgres is { } postgres
            ? await PostgresMonth.OpenAsync(postgres, cancellationToken)
            : await SqliteMonth.OpenAsync(options.DataDirectory, time);
        try
        {
            var drop =
                await month.FindAsync(id, cancellationToken)
                ?? throw Refused("Nobody asked for such a removal: give the id of the request.");
            if (drop is { Done: { } before })
            {
                return before;
            }

            if (drop.ConfirmedBy is null)
            {
                throw Refused("A second person has to confirm this removal first.");
            }

            var done = await ArchiveAsync(month, drop, folder, cancellationToken);
            await month.RemoveAsync(drop, done, cancellationToken);
            await RecordAsync(drop, done, by);
            return done;
        }
        catch (DbException cause) when (cause.SqlState == Npgsql.PostgresErrorCodes.RestrictViolation)
        {
            throw Refused(cause.Message);
        }
        catch (DbException cause)
        {
            throw new StoreUnavailableException("The database did not remove the month.", cause);
        }
    }

    internal static AppException Refused(string why) => new(ErrorCodes.ValidationError, $"Nothing was removed. {why}");

    private async Task<DropDone> ArchiveAsync(
        IMonthOfRecords month,
        MonthDrop drop,
        string folder,
        CancellationToken cancellationToken
    )
    {
        OwnersFiles.MakeFolder(folder);
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"audit-{drop.Retention.ToString().ToLowerInvariant()}-{drop.Month:yyyy-MM}-{drop.Id:N}.ndjson.gz"
        );
        var target = Path.Combine(folder, name);
        var begun = target + ".partial";
        var records = 0L;
        try
        {
            await using (var file = OwnersFiles.Open(begun, FileMode.Create))
            {
                await using (var zip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
                {
                    await foreach (var record in month.RecordsAsync(drop, cancellationToken))
                    {
                        await zip.WriteAsync(LineOf(record), cancellationToken);
                        records++;
                    }
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(begun, target, overwrite: true);
        }
        finally
        {
            File.Delete(begun);
        }

        await using var written = File.OpenRead(target);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken));
        return new DropDone(time.GetUtcNow(), records, name, digest);
    }

    /// <summary>The same form as in an evidence pack.</summary>
    private static byte[] LineOf(SealedRecord record)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            PackLines.Write(json, record, place: null);
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    private Task RecordAsync(MonthDrop drop, DropDone done, string by)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        return audit.AppendAsync(
            new AuditEvent
            {
                Id = id,
                Code = AuditCode.RecordsDropped,
                RequestId = $"command-{id}",
                Principal = new Domain.Principal("operating-system", by, null),
                Tool = "audit_drop",
                Decision = AuditRecords.Allowed,
                Reason = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{drop.Retention} {drop.Month:yyyy-MM}: {done.Records} records, archived in {done.Archive}, sha256 {done.ArchiveSha256}"
                ),
            }
        );
    }
}
