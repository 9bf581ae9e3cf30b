using System.Diagnostics;
using System.Security.Cryptography;
using FinancialMcp.Testing;
using Npgsql;
using NpgsqlTypes;

namespace FinancialMcp.Bench;

/// <summary>A table with an id and bytes, nothing else: what storing alone costs on a PostgreSQL server.</summary>
internal sealed class PlainRecords : IAsyncDisposable
{
    /// <summary>Each commits for itself, and waits for it.</summary>
    public const int Connections = 16;

    /// <summary>Rows of one commit where several travel together.</summary>
    public const int Batch = 32;

    private const string Schema = "create table plain (id uuid primary key, record bytea not null)";
    private const string AverageRow = "select avg(pg_column_size(audit_event.*))::int from audit_event";
    private const string One = "insert into plain values ($1, $2)";
    private const string Many = "insert into plain select * from unnest($1, $2)";

    private readonly NpgsqlDataSource source;

    private PlainRecords(NpgsqlDataSource source) => this.source = source;

    /// <summary>Bytes of a row, beside its id.</summary>
    public required int Size { get; init; }

    /// <summary>In a database of its own, with rows as large as those that a trail has by now.</summary>
    public static async Task<PlainRecords> CreateAsync(PostgresServer server, string trail)
    {
        int size;
        await using (var connection = new NpgsqlConnection(trail))
        {
            await connection.OpenAsync();
            await using var average = new NpgsqlCommand(AverageRow, connection);
            size = (int)(await average.ExecuteScalarAsync())!;
        }

        var address = new NpgsqlConnectionStringBuilder(server.ConnectionString(await server.CreateDatabaseAsync()))
        {
            Pooling = true,
            MaxPoolSize = Connections,
            MaxAutoPrepare = 4,
        };
        var plain = new PlainRecords(NpgsqlDataSource.Create(address)) { Size = size };
        await using var schema = plain.source.CreateCommand(Schema);
        await schema.ExecuteNonQueryAsync();
        return plain;
    }

    /// <summary>Rows a second, each its own commit.</summary>
    public Task<double> AloneAsync(TimeSpan length) =>
        RunAsync(
            length,
            1,
            command =>
            {
                command.CommandText = One;
                command.Parameters.Add(new NpgsqlParameter { Value = Guid.CreateVersion7() });
                command.Parameters.Add(new NpgsqlParameter { Value = RandomNumberGenerator.GetBytes(Size) });
            }
        );

    /// <summary>Rows a second, <see cref="Batch"/> a commit.</summary>
    public Task<double> TogetherAsync(TimeSpan length) =>
        RunAsync(
            length,
            Batch,
            command =>
            {
                command.CommandText = Many;
                Guid[] ids = [.. Enumerable.Range(0, Batch).Select(_ => Guid.CreateVersion7())];
                byte[][] records = [.. ids.Select(_ => RandomNumberGenerator.GetBytes(Size))];
                command.Parameters.Add(
                    new NpgsqlParameter { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid }
                );
                command.Parameters.Add(
                    new NpgsqlParameter { Value = records, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea }
                );
            }
        );

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<double> RunAsync(TimeSpan length, int rows, Action<NpgsqlCommand> fill)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, Connections).Select(_ => Task.Run(() => LoopAsync(clock, length, fill)))
        );
        return counts.Sum() * rows / clock.Elapsed.TotalSeconds;
    }

    private async Task<int> LoopAsync(Stopwatch clock, TimeSpan length, Action<NpgsqlCommand> fill)
    {
        await using var connection = await source.OpenConnectionAsync();
        var commits = 0;
        for (; clock.Elapsed < length; commits++)
        {
            await using var command = connection.CreateCommand();
            fill(command);
            await command.ExecuteNonQueryAsync();
        }

        return commits;
    }
}
