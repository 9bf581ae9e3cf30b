using Npgsql;
using NpgsqlTypes;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>One column of a statement: where its value comes from, and how each database is given it.</summary>
internal abstract class Column<TRow>(string name, string postgresType)
{
    internal string Name { get; } = name;

    internal string PostgresType { get; } = postgresType;

    /// <summary>The column of many rows as one array parameter.</summary>
    internal abstract NpgsqlParameter Array(IReadOnlyList<TRow> rows);

    /// <summary>The column of one row as SQLite stores it.</summary>
    internal abstract object Single(TRow row);

    /// <summary>The same column, read from something that holds such a row.</summary>
    internal abstract Column<TOuter> Of<TOuter>(string prefix, Func<TOuter, TRow> row);
}

/// <inheritdoc/>
internal sealed class Column<TRow, TValue>(
    string name,
    string postgresType,
    NpgsqlDbType type,
    Func<TRow, TValue> value
) : Column<TRow>(name, postgresType)
{
    internal override NpgsqlParameter Array(IReadOnlyList<TRow> rows)
    {
        var values = new TValue[rows.Count];
        for (var at = 0; at < values.Length; at++)
        {
            values[at] = value(rows[at]);
        }

        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    internal override object Single(TRow row) => SqliteValues.Of(value(row));

    internal override Column<TOuter> Of<TOuter>(string prefix, Func<TOuter, TRow> row) =>
        new Column<TOuter, TValue>(prefix + Name, PostgresType, type, outer => value(row(outer)));
}

/// <summary>The columns of one kind of row, by their types.</summary>
internal static class ColumnOf<TRow>
{
    internal static Column<TRow> Text(string name, Func<TRow, string?> value) =>
        new Column<TRow, string?>(name, "text", NpgsqlDbType.Text, value);

    internal static Column<TRow> Small(string name, Func<TRow, short?> value) =>
        new Column<TRow, short?>(name, "smallint", NpgsqlDbType.Smallint, value);

    internal static Column<TRow> Number(string name, Func<TRow, int?> value) =>
        new Column<TRow, int?>(name, "integer", NpgsqlDbType.Integer, value);

    internal static Column<TRow> Long(string name, Func<TRow, long?> value) =>
        new Column<TRow, long?>(name, "bigint", NpgsqlDbType.Bigint, value);

    internal static Column<TRow> Flag(string name, Func<TRow, bool> value) =>
        new Column<TRow, bool>(name, "boolean", NpgsqlDbType.Boolean, value);

    internal static Column<TRow> Id(string name, Func<TRow, Guid?> value) =>
        new Column<TRow, Guid?>(name, "uuid", NpgsqlDbType.Uuid, value);

    internal static Column<TRow> Time(string name, Func<TRow, DateTimeOffset?> value) =>
        new Column<TRow, DateTimeOffset?>(name, "timestamptz", NpgsqlDbType.TimestampTz, value);

    internal static Column<TRow> Bytes(string name, Func<TRow, byte[]> value) =>
        new Column<TRow, byte[]>(name, "bytea", NpgsqlDbType.Bytea, value);
}
