using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// What a sealer sees to before it seals: that its key is known, and whether the database is still the one whose seals
/// were given to places outside. One that was restored or emptied begins a new epoch, and everything is stopped until two
/// people have looked.
/// </summary>
internal sealed partial class TrailKeeper(
    ISealLedger ledger,
    IEnumerable<IAnchor> anchors,
    AuditKeys keys,
    IAuditStore audit,
    IOversightStore oversight,
    TimeProvider time,
    ILogger<TrailKeeper> log
)
{
    private const string Server = "server";

    /// <summary>Every epoch, oldest first; the last is the current one.</summary>
    internal async Task<IReadOnlyList<Epoch>> EnsureEpochAsync()
    {
        var all = await ledger.EpochsAsync();
        var last = await ledger.FindSealAsync(null);
        var anchored = await LastAnchoredAsync();
        var systemId = await ledger.SystemIdAsync();
        if (await BeginsAnewAsync(all, last, anchored, systemId))
        {
            var (after, hash) =
                anchored is not null && anchored.Number > (last?.Number ?? 0) ? (anchored.Number, anchored.Hash())
                : last is not null ? (last.Number, last.Hash())
                : (0, Seal.NoPrevious);
            var epoch = new Epoch(
                Math.Max(all.Count > 0 ? all[^1].Number : 0, anchored?.Epoch ?? 0) + 1,
                all.Count > 0 ? await ledger.NextSeqAsync() : 1,
                systemId,
                after,
                hash,
                SqliteValues.Microseconds(time.GetUtcNow())
            );
            await ledger.BeginAsync(epoch);
            all = [.. all, epoch];
        }

        await StopAfterRestoreAsync(all[^1], last);
        return all;
    }

    /// <summary>Makes the signing key known, with a record when it is new.</summary>
    internal async Task EnsureKeyAsync()
    {
        if (await ledger.IntroduceKeyAsync(keys.SigningKeyId, keys.PublicKey, time.GetUtcNow()))
        {
            await audit.AppendAsync(
                RecordOf(Guid.CreateVersion7(time.GetUtcNow()), AuditCode.SigningKeyIntroduced, keys.SigningKeyId)
            );
        }
    }

    private async Task<bool> BeginsAnewAsync(IReadOnlyList<Epoch> all, Seal? last, Seal? anchored, string systemId)
    {
        if (all.Count == 0 || !string.Equals(all[^1].SystemId, systemId, StringComparison.Ordinal))
        {
            return true;
        }

        if (anchored is null || anchored.Number <= all[^1].AfterSeal)
        {
            return false;
        }

        return anchored.Number > (last?.Number ?? 0)
            || await ledger.FindSealAsync(anchored.Number) is not { } same
            || !same.Hash().AsSpan().SequenceEqual(anchored.Hash());
    }

    private async Task<Seal?> LastAnchoredAsync()
    {
        Seal? last = null;
        foreach (var anchor in anchors)
        {
            if (
                await anchor.LastNoteAsync() is { } note
                && Seal.Parse(note) is { } seal
                && seal.Number > (last?.Number ?? 0)
            )
            {
                last = seal;
            }
        }

        return last;
    }

    /// <summary>In one commit with its record, which also tells whether it was done already.</summary>
    private async Task StopAfterRestoreAsync(Epoch epoch, Seal? last)
    {
        var id = IdOf(epoch);
        if ((epoch.Number == 1 && epoch.AfterSeal == 0) || await ledger.HasRecordAsync(id))
        {
            return;
        }

        var lost = epoch.AfterSeal - (last?.Number ?? 0);
        var reason =
            lost > 0
                ? $"The database was restored or emptied: {lost.ToString(CultureInfo.InvariantCulture)} seals that were "
                    + "anchored are not in it. Run `financial-mcp audit verify`, then release this stop."
                : "The database was restored or replaced. Run `financial-mcp audit verify`, then release this stop.";
        LogEpoch(epoch.Number, lost);
        var now = time.GetUtcNow();
        var stop = new Stop(Guid.CreateVersion7(now), StopScope.Everything, null, reason, Server, now, null);
        while (
            !await oversight.ChangeAsync(
                await oversight.VersionAsync(CancellationToken.None),
                new SetStop(stop),
                RecordOf(id, AuditCode.EpochBegan, reason)
            )
        ) { }
    }

    private static AuditEvent RecordOf(Guid id, AuditCode code, string reason) =>
        new()
        {
            Id = id,
            Code = code,
            RequestId = $"server-{id}",
            Decision = AuditRecords.None,
            Reason = reason,
        };

    /// <summary>The same for every sealer that finds this epoch: a version 8 UUID of its digest.</summary>
    private static Guid IdOf(Epoch epoch)
    {
        var digest = SHA256.HashData(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"epoch {epoch.Number} {epoch.SystemId} {epoch.AfterSeal} {epoch.BeganAt}"
                )
            )
        );
        digest[6] = (byte)((digest[6] & 0x0f) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3f) | 0x80);
        return new Guid(digest.AsSpan(0, 16), bigEndian: true);
    }

    [LoggerMessage(
        3101,
        LogLevel.Critical,
        "audit_epoch_began: the database is not the one that was sealed; epoch {Epoch} begins, {Lost} seals are missing, everything is stopped",
        EventName = "audit_epoch_began"
    )]
    private partial void LogEpoch(int epoch, long lost);
}
