using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>A prepared statement that writes one row.</summary>
internal sealed class SqliteStatement<TRow> : IDisposable
{
    private readonly SqliteCommand command;
    private readonly (SqliteParameter Parameter, Column<TRow> Column)[] bound;

    internal SqliteStatement(SqliteConnection connection, string text, IEnumerable<Column<TRow>> columns)
    {
        command = connection.CreateCommand();
        command.CommandText = text;
        bound = [.. columns.Select(column => (command.Parameters.Add(Named("@" + column.Name)), column))];
    }

    /// <summary>A further parameter, whose value the caller sets before it executes.</summary>
    internal SqliteParameter Add(string name) => command.Parameters.Add(Named(name));

    /// <summary>How many rows it wrote.</summary>
    internal int Execute(TRow row)
    {
        foreach (var (parameter, column) in bound)
        {
            parameter.Value = column.Single(row);
        }

        return command.ExecuteNonQuery();
    }

    public void Dispose() => command.Dispose();

    private static SqliteParameter Named(string name) => new() { ParameterName = name };
}
