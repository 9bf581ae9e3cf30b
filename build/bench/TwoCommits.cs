using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FinancialMcp.Bench;

/// <summary>
/// What a payment costs the database alone, written plainly: one commit with the operation and its intent, one with the
/// outcome and its record; every caller commits for itself.
/// </summary>
internal static class TwoCommits
{
    private const string Claim = "insert into bench_operation values ($1, $2, 1, null)";
    private const string Outcome = "update bench_operation set state = 2, outcome = $2 where id = $1 and state = 1";
    private const string Record = "insert into bench_record values ($1, $2, $3)";
    private static readonly byte[] Body = RandomNumberGenerator.GetBytes(600);
    private static readonly string Text = Convert.ToHexString(Body.AsSpan(0, 200));

    /// <summary>Operations a second: on PostgreSQL from as many connections as the load has, on SQLite from its one writer.</summary>
    public static Task<double> RunAsync(string kind, string address, TimeSpan length) =>
        kind == Store.Sqlite ? Task.Run(() => OnSqlite(address, length)) : OnPostgresAsync(address, length);

    private static double OnSqlite(string file, TimeSpan length)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"pragma journal_mode = wal; pragma synchronous = full; {Schema("blob", "blob")}";
        command.ExecuteNonQuery();
        using var claim = Prepared(connection, Claim, 2);
        using var outcome = Prepared(connection, Outcome, 2);
        using var record = Prepared(connection, Record, 3);
        var clock = Stopwatch.StartNew();
        var operations = 0;
        for (; clock.Elapsed < length; operations++)
        {
            var id = Guid.CreateVersion7().ToByteArray();
            using (var first = connection.BeginTransaction())
            {
                Run(claim, first, id, Text);
                Run(record, first, Guid.CreateVersion7().ToByteArray(), id, Body);
                first.Commit();
            }

            using var second = connection.BeginTransaction();
            Run(outcome, second, id, Text);
            Run(record, second, Guid.CreateVersion7().ToByteArray(), id, Body);
            second.Commit();
        }

        return operations / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> OnPostgresAsync(string connectionString, TimeSpan length)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var schema = source.CreateCommand(Schema("uuid", "bytea")))
        {
            await schema.ExecuteNonQueryAsync();
        }

        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, Load.Connections).Select(_ => LoopAsync(source, clock, length))
        );
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task<int> LoopAsync(NpgsqlDataSource source, Stopwatch clock, TimeSpan length)
    {
        await using var connection = await source.OpenConnectionAsync();
        var operations = 0;
        for (; clock.Elapsed < length; operations++)
        {
            var id = Guid.CreateVersion7();
            await CommitAsync(connection, Batch(Claim, id, Text), Batch(Record, Guid.CreateVersion7(), id, Body));
            await CommitAsync(connection, Batch(Outcome, id, Text), Batch(Record, Guid.CreateVersion7(), id, Body));
        }

        return operations;
    }

    /// <summary>A batch is one transaction and one round trip.</summary>
    private static async Task CommitAsync(NpgsqlConnection connection, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Batch(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static SqliteCommand Prepared(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 1; at <= parameters; at++)
        {
            command.Parameters.AddWithValue($"${at}", DBNull.Value);
        }

        return command;
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params object[] values)
    {
        command.Transaction = transaction;
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters[at].Value = values[at];
        }

        command.ExecuteNonQuery();
    }

    private static string Schema(string id, string bytes) =>
        $"""
            create table if not exists bench_operation (id {id} primary key, instruction text not null, state int not null, outcome text);
            create table if not exists bench_record (id {id} primary key, operation {id} not null, record {bytes} not null);
            """;
}
