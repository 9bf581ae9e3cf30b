using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// Brings the embedded database to this program's schema before anything else starts. Throws
/// <see cref="DatabaseInUseException"/> when another process holds the file.
/// </summary>
internal sealed class EmbeddedMigration(EmbeddedFile file) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => ToAsync(file, null, _ => { }, cancellationToken);

    /// <param name="file">Held: nobody else migrates it.</param>
    /// <param name="to">The last migration to have; null for all, "0" for none.</param>
    /// <param name="log">Is told of what is done, in words.</param>
    /// <param name="cancellationToken">Stops between migrations.</param>
    internal static async Task ToAsync(
        EmbeddedFile file,
        string? to,
        Action<string> log,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await SqliteConnections.OpenWriterAsync(file.Path);
        var pending = await SchemaVersion.PendingAsync<SqliteDb>(connection, cancellationToken);
        if (to is null && pending.Count == 0)
        {
            return;
        }

        // The migrator's own lock is a row that outlives a killed process, for ever. The file's lock does that work.
        await using var release = connection.CreateCommand();
        release.CommandText = "drop table if exists \"__EFMigrationsLock\"";
        await release.ExecuteNonQueryAsync(cancellationToken);

        await using var db = SqliteDb.Open(SqliteConnections.WriterString(file.Path));
        log($"Migrating the embedded database to {to ?? "the newest schema"}.");
        await db.Database.MigrateAsync(to, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
