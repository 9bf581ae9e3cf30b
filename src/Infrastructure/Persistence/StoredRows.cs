using System.Data.Common;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>Rows as they are read, in the types of the domain whatever the database keeps.</summary>
internal class StoredRows(DbDataReader reader)
{
    internal Task<bool> NextAsync() => reader.ReadAsync();

    internal string Text(int column) => reader.GetString(column);

    internal string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    internal short Small(int column) => reader.GetInt16(column);

    internal short? SmallOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt16(column);

    internal int Number(int column) => reader.GetInt32(column);

    internal int? NumberOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);

    internal long? LongOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    internal long Long(int column) => reader.GetInt64(column);

    internal byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    internal bool Flag(int column) => reader.GetBoolean(column);

    internal virtual Guid Id(int column) => reader.GetGuid(column);

    /// <summary>Null also for what is no id, where the database keeps any text.</summary>
    internal virtual Guid? IdIfAny(int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    internal virtual DateTimeOffset Time(int column) => reader.GetFieldValue<DateTimeOffset>(column);

    internal DateTimeOffset? TimeOrNull(int column) => reader.IsDBNull(column) ? null : Time(column);
}

/// <inheritdoc/>
internal sealed class SqliteRows(DbDataReader reader) : StoredRows(reader)
{
    internal override Guid Id(int column) => Guid.ParseExact(Text(column), "D");

    internal override Guid? IdIfAny(int column) => Guid.TryParseExact(TextOrNull(column), "D", out var id) ? id : null;

    internal override DateTimeOffset Time(int column) => SqliteValues.Time(Long(column));
}
