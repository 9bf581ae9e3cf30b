using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>
/// Statements that write many rows at once from array parameters: one execution for a whole batch, and one text for
/// every batch size, so that it is prepared once.
/// </summary>
internal sealed class PostgresStatement<TRow>
{
    private readonly Column<TRow>[] given;

    /// <param name="given">The columns of the relation <c>given</c>, which the text reads.</param>
    /// <param name="text">What follows <c>with given as (…)</c>.</param>
    internal PostgresStatement(IEnumerable<Column<TRow>> given, string text)
    {
        this.given = [.. given];
        var arrays = string.Join(", ", this.given.Select((column, at) => $"${at + 1}::{column.PostgresType}[]"));
        var names = string.Join(", ", this.given.Select(column => column.Name));
        Text = $"with given as (select * from unnest({arrays}) as g({names})){text}";
    }

    internal string Text { get; }

    internal NpgsqlBatchCommand Of(IReadOnlyList<TRow> rows)
    {
        var command = new NpgsqlBatchCommand(Text);
        foreach (var column in given)
        {
            command.Parameters.Add(column.Array(rows));
        }

        return command;
    }
}
