using System.Security.Cryptography;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>Keeps a verification that was run from a command line: the only thing that such a run writes.</summary>
internal sealed class VerificationKeeper : IAsyncDisposable
{
    private readonly EmbeddedFile? file;
    private readonly Database database;
    private readonly GroupCommitWriter writer;
    private readonly byte[] macKey;
    private readonly TimeProvider time;

    private VerificationKeeper(EmbeddedFile? file, Database database, byte[] macKey, TimeProvider time)
    {
        this.file = file;
        this.database = database;
        this.macKey = macKey;
        this.time = time;
        writer = new GroupCommitWriter(database, NullLogger<GroupCommitWriter>.Instance);
    }

    /// <summary>Throws <see cref="DatabaseInUseException"/> while a server runs on an embedded database.</summary>
    internal static VerificationKeeper Open(DatabaseOptions options, byte[] macKey, TimeProvider time)
    {
        if (options.Postgres is { } postgres)
        {
            return new VerificationKeeper(null, new PostgresDatabase(postgres, options.Patience), macKey, time);
        }

        var held = EmbeddedFile.Hold(options.DataDirectory);
        return new VerificationKeeper(held, new SqliteDatabase(held, options, time), macKey, time);
    }

    /// <summary>Throws <see cref="Application.StoreUnavailableException"/> when it is not known to be committed.</summary>
    internal Task KeepAsync(VerificationReport report, string runBy)
    {
        var now = time.GetUtcNow();
        var kept = new KeptVerification(Guid.CreateVersion7(now), runBy, report);
        var instance = ServerInstance.OfThisProcess();
        var record = AuditEventRow.Of(
            new AuditEvent
            {
                Id = Guid.CreateVersion7(now),
                Code = AuditCode.AuditVerified,
                RequestId = $"verify-{kept.Id}",
                Decision = AuditRecords.None,
                Reason = $"{report.Summary()}; run by {runBy}",
            },
            new RecordOrigin(now, instance.Id, instance.Version),
            AuditKeys.MacKeyIdOf(macKey),
            bytes => HMACSHA256.HashData(macKey, bytes)
        );
        return writer.CommitAsync(VerificationRows.Write(kept, record));
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await database.DisposeAsync();
        file?.Dispose();
    }
}
