using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>Statements that travel together, and who reads what each of them answers.</summary>
internal sealed class PostgresTrip(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlBatch batch = new(connection);
    private readonly List<Func<NpgsqlDataReader, Task>> readers = [];

    /// <summary>Adds a statement that answers nothing.</summary>
    internal void Do(NpgsqlBatchCommand command) => batch.BatchCommands.Add(command);

    /// <inheritdoc cref="Do(NpgsqlBatchCommand)"/>
    internal void Do(string text) => Do(new NpgsqlBatchCommand(text));

    /// <summary>Adds a statement that answers with rows, each of which is given to <paramref name="read"/>.</summary>
    internal void Ask(NpgsqlBatchCommand command, Action<NpgsqlDataReader> read)
    {
        batch.BatchCommands.Add(command);
        readers.Add(async reader =>
        {
            while (await reader.ReadAsync())
            {
                read(reader);
            }
        });
    }

    internal async Task GoAsync()
    {
        await using var reader = await batch.ExecuteReaderAsync();
        foreach (var read in readers)
        {
            await read(reader);
            await reader.NextResultAsync();
        }

        // An error of what answers nothing, of the commit above all, comes after the last result.
        while (await reader.NextResultAsync()) { }
    }

    public ValueTask DisposeAsync() => batch.DisposeAsync();
}
