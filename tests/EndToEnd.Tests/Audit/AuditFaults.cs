using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>A way in which a trail cannot be written, and its end.</summary>
internal sealed record AuditFault(string Name, Func<Task> BeginAsync, Func<Task> EndAsync);

/// <summary>
/// The ways in which PostgreSQL takes no record, on a fleet whose servers connect as a role that owns nothing and whose
/// database lies on a small disk, where there is one.
/// </summary>
internal sealed class AuditFaults(SmallDisk? disk)
{
    private const string Serving = "serving";
    private string database = "";

    /// <summary>Settings under which the tables are the superuser's, and the server is somebody else.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DB_USER"] = Serving,
            ["DB_MIGRATION_USER"] = PostgresServer.User,
            ["DB_MIGRATION_PASSWORD"] = "unused-on-a-trusted-loopback",
        };

    /// <summary>Makes the role, and moves the empty database to the small disk.</summary>
    public async Task PrepareAsync(PostgresServer server, string name)
    {
        database = name;
        await server.ExecuteAsync("postgres", $"create role {Serving} login");
        if (disk is not null)
        {
            await server.ExecuteAsync(
                "postgres",
                $"create tablespace small location '{await disk.FolderOfPostgresAsync()}'"
            );
            await server.ExecuteAsync("postgres", $"alter database {name} set tablespace small");
        }
    }

    /// <summary>All there are; without a small disk it cannot be full.</summary>
    public IEnumerable<AuditFault> Of(Fleet fleet)
    {
        var server = fleet.Postgres!;
        yield return new AuditFault("PostgreSQL is killed", server.KillAsync, server.RestartAsync);
        var rights = "";
        yield return new AuditFault(
            "no right to insert",
            async () =>
            {
                rights = await RightsAsync(fleet);
                await server.ExecuteAsync(database, $"revoke insert on audit_event from {Serving}");
            },
            () => server.ExecuteAsync(database, $"grant insert ({rights}) on audit_event to {Serving}")
        );
        if (disk is not null)
        {
            yield return Full(disk);
        }

        yield return new AuditFault("PostgreSQL is stopped", server.PauseAsync, server.ResumeAsync);
    }

    /// <summary>No room is left on the disk.</summary>
    public static AuditFault Full(SmallDisk disk) =>
        new("the disk is full", () => Now(disk.Fill), () => Now(disk.Empty));

    /// <summary>The columns of a record that the serving role may write.</summary>
    private static async Task<string> RightsAsync(Fleet fleet)
    {
        var columns = await fleet.ReadAsync(
            $"""
            select column_name::text from information_schema.column_privileges
            where table_name = 'audit_event' and grantee = '{Serving}' and privilege_type = 'INSERT'
            """,
            row => row.GetString(0)
        );
        Assert.NotEmpty(columns);
        return string.Join(", ", columns);
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
