using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>Connections to an embedded database with the settings that its durability rests on.</summary>
internal static class SqliteConnections
{
    /// <summary>Seconds to wait for another process (a backup, a person with a shell) to let go of the file.</summary>
    private const int BusySeconds = 1;

    internal static SqliteConnection Reader(string path) =>
        new(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadOnly,
                DefaultTimeout = BusySeconds,
            }.ConnectionString
        );

    internal static string WriterString(string path) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            RecursiveTriggers = true,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ConnectionString;

    /// <summary>
    /// Commits wait for the disk: write-ahead log with synchronous=FULL (NORMAL may lose the last commits when power
    /// fails). Recursive triggers, so that a REPLACE meets the delete triggers.
    /// </summary>
    internal static async Task<SqliteConnection> OpenWriterAsync(string path)
    {
        var connection = new SqliteConnection(WriterString(path));
        try
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "pragma journal_mode = wal; pragma synchronous = full;";
            await command.ExecuteNonQueryAsync();
            return connection;
        }
        catch (SqliteException)
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
