using System.Data.Common;
using System.Globalization;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>Files that a verification is given beside what is configured.</summary>
public sealed record VerificationFiles
{
    /// <summary>Public keys to trust, as PEM; none: those that the trail itself names.</summary>
    public IReadOnlyList<string> PublicKeys { get; init; } = [];

    /// <summary>More MAC keys.</summary>
    public IReadOnlyList<string> MacKeys { get; init; } = [];

    /// <summary>The notes of seals; null: the configured anchor file, where there is one.</summary>
    public string? Anchors { get; init; }
}

/// <summary>It could not be verified. The message is for the person who asked.</summary>
public sealed class AuditVerificationException(string message, Exception cause) : Exception(message, cause);

/// <summary>What <c>financial-mcp audit verify</c> does.</summary>
public static class AuditVerification
{
    /// <summary>
    /// Verifies the trail of a database, which is only read; an embedded one also while a server runs on it. Throws
    /// <see cref="AuditVerificationException"/> when it or a file cannot be read. <paramref name="looked"/> is told now and
    /// then how many records were looked at.
    /// </summary>
    public static Task<VerificationReport> OfDatabaseAsync(
        DatabaseOptions database,
        AuditOptions audit,
        VerificationFiles files,
        TimeProvider time,
        CancellationToken cancellationToken,
        IProgress<long>? looked = null
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(files);
        return GuardAsync(async () =>
        {
            using var keys = KeysOf(files);
            // Before the moment that the trail is read as of: every note is then of a seal that is in it.
            var notes = NotesOf(
                files.Anchors ?? Existing(audit.AnchorFile ?? Path.Combine(audit.Directory, "anchors.jsonl"))
            );
            await using ITrailSource source = database.Postgres is { } postgres
                ? await PostgresTrailSource.OpenAsync(postgres, cancellationToken)
                : await SqliteTrailSource.OpenAsync(database.DataDirectory, time, cancellationToken);
            var verifier = new TrailVerifier(keys, MacsOf(audit, files), time, looked);
            return await verifier.VerifyAsync(source, notes?.LinesAsync(cancellationToken), cancellationToken);
        });
    }

    /// <summary>
    /// Verifies an evidence pack, with nothing but files. Throws <see cref="AuditVerificationException"/> when one cannot
    /// be read, or is no pack.
    /// </summary>
    public static Task<VerificationReport> OfPackAsync(
        string pack,
        VerificationFiles files,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        return GuardAsync(async () =>
        {
            using var keys = KeysOf(files);
            using var opened = new EvidencePack(pack);
            var verifier = new PackVerifier(keys, MacsOf(null, files), time);
            var notes = NotesOf(files.Anchors);
            return await verifier.VerifyAsync(opened, notes?.LinesAsync(cancellationToken), cancellationToken);
        });
    }

    /// <summary>
    /// Keeps a verification in the database it was of, with its record. Returns why that could not be done, for people; null
    /// when it was.
    /// </summary>
    public static async Task<string?> KeepAsync(
        DatabaseOptions database,
        AuditOptions audit,
        VerificationReport report,
        string runBy,
        TimeProvider time
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(audit);
        if (Existing(MacKeyFileOf(audit)) is not { } macKeyFile)
        {
            return "this machine does not have the MAC key that records are written under";
        }

        try
        {
            await using var keeper = VerificationKeeper.Open(database, AuditKeys.ReadMacKey(macKeyFile), time);
            await keeper.KeepAsync(report, runBy);
            return null;
        }
        catch (Exception cause)
            when (cause
                    is StoreUnavailableException
                        or DatabaseInUseException
                        or DbException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidDataException
            )
        {
            return cause.InnerException is null ? cause.Message : $"{cause.Message} {cause.InnerException.Message}";
        }
    }

    private static TrustedKeys? KeysOf(VerificationFiles files)
    {
        if (files.PublicKeys.Count == 0)
        {
            return null;
        }

        var keys = new TrustedKeys(files.PublicKeys.Select(File.ReadAllText));
        return keys.Count > 0
            ? keys
            : throw new InvalidDataException($"There is no public key in {string.Join(", ", files.PublicKeys)}.");
    }

    private static MacKeys MacsOf(AuditOptions? audit, VerificationFiles files)
    {
        var configured = audit is null ? null : Existing(MacKeyFileOf(audit));
        return new MacKeys([
            .. (configured is null ? files.MacKeys : [configured, .. files.MacKeys]).Select(AuditKeys.ReadMacKey),
        ]);
    }

    /// <summary>Made by the server where it is not named; a verification makes none.</summary>
    private static string MacKeyFileOf(AuditOptions audit) =>
        audit.MacKeyFile ?? Path.Combine(audit.Directory, "audit-mac.key");

    private static string? Existing(string file) => File.Exists(file) ? file : null;

    private static AnchorFile? NotesOf(string? file) => file is null ? null : new AnchorFile(file);

    private static async Task<VerificationReport> GuardAsync(Func<Task<VerificationReport>> verify)
    {
        try
        {
            return await verify();
        }
        catch (Exception cause)
            when (cause
                    is DbException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidDataException
                        or PendingMigrationsException
                        or TimeoutException
            )
        {
            throw new AuditVerificationException(
                string.Create(CultureInfo.InvariantCulture, $"{cause.Message}"),
                cause
            );
        }
    }
}
