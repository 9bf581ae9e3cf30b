using System.Data.Common;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>The schema that a database really has, as text for people to read.</summary>
internal static class SchemaText
{
    /// <summary>Each query gives lines in their order. Partitions are left out: which there are depends on the month.</summary>
    private static readonly string[] Postgres =
    [
        """
            select 'table ' || c.relname || E'\n' || string_agg(
                '    ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                    || case when co.collname <> 'default' then ' collate "' || co.collname || '"' else '' end
                    || case when a.attnotnull then ' not null' else '' end
                    || case a.attidentity when 'a' then ' generated always as identity' else '' end
                    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''),
                E'\n' order by a.attnum)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_collation co on co.oid = a.attcollation
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relispartition
            group by c.relname order by c.relname
            """,
        """
            select 'constraint ' || conrelid::regclass || '.' || conname || E'\n    ' || pg_get_constraintdef(oid)
            from pg_constraint where connamespace = 'public'::regnamespace
                and conrelid not in (select oid from pg_class where relispartition) order by conrelid::regclass::text, conname
            """,
        """
            select indexdef from pg_indexes where schemaname = 'public'
                and tablename not in (select relname from pg_class where relispartition) order by indexname
            """,
        """
            select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal and tgparentid = 0
                and tgrelid not in (select oid from pg_class where relispartition) order by tgrelid::regclass::text, tgname
            """,
        """
            select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace order by proname
            """,
    ];

    private static readonly string[] Sqlite =
    [
        """
            select sql from sqlite_master where sql is not null and name not like 'sqlite_%' and name not like '\_\_EF%' escape '\'
            order by case type when 'table' then 1 when 'index' then 2 else 3 end, tbl_name, name
            """,
    ];

    internal static async Task<string> OfAsync(StoreHost host)
    {
        await using var connection = await host.ConnectAsync();
        var lines = new List<string>();
        foreach (var query in host is SqliteStoreHost ? Sqlite : Postgres)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = query;
            await using var reader = await command.ExecuteReaderAsync();
            await ReadAsync(reader, lines);
        }

        return string.Join("\n\n", lines) + "\n";
    }

    private static async Task ReadAsync(DbDataReader reader, List<string> lines)
    {
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0).ReplaceLineEndings("\n").TrimEnd());
        }
    }
}
