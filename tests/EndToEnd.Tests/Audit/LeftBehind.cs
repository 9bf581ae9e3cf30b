using System.Text;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>Looks for planted secrets in everything that a server leaves behind.</summary>
internal static class LeftBehind
{
    private const string ByteArrays = "System.Byte[]";
    private const string Trail = "audit_event";

    /// <summary>Where a caller's argument may lie: in the record of the call, and in the operation it became.</summary>
    private static readonly string[] HoldArguments =
    [
        "audit_event.record",
        "operation.instruction",
        "operation.backend_body",
        "operation.result",
    ];

    /// <summary>Every value of every table of the database that belongs to nobody else.</summary>
    public static async Task SearchTablesAsync(TestDatabase database, bool isPostgres, Canaries canaries)
    {
        var tables = await database.ReadAsync(
            isPostgres
                ? "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
                : "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
            row => row.GetString(0)
        );
        Assert.Contains(tables, table => NameOf(table) == Trail);
        foreach (var table in tables)
        {
            await database.ReadAsync(
                $"select * from {table}",
                row =>
                {
                    for (var column = 0; column < row.FieldCount; column++)
                    {
                        var where = $"{NameOf(table)}.{row.GetName(column)}";
                        canaries.Search(
                            where,
                            TextOf(row.GetValue(column)),
                            HoldArguments.Contains(where, StringComparer.Ordinal)
                        );
                    }

                    return 0;
                }
            );
        }
    }

    /// <summary>The files themselves, also what was deleted from them; arguments lie there as they do in their tables.</summary>
    public static async Task SearchFilesAsync(string folder, Canaries canaries)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            canaries.Search(
                Path.GetFileName(file),
                text,
                Path.GetFileName(file).Contains(".db", StringComparison.Ordinal)
            );
        }
    }

    /// <summary>Without its schema; the parts of a table are the table.</summary>
    private static string NameOf(string table)
    {
        var name = table.Split('.')[^1];
        return name.StartsWith(Trail + "_", StringComparison.Ordinal) ? Trail : name;
    }

    private static string TextOf(object value)
    {
        var text = value switch
        {
            byte[] bytes => Encoding.Latin1.GetString(bytes),
            Array values => string.Join('\n', values.Cast<object?>()),
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
        };
        Assert.False(text.StartsWith(ByteArrays, StringComparison.Ordinal));
        return text;
    }
}
