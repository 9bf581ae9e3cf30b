using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence;

internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : FinancialMcpDb(options)
{
    /// <summary>On a connection that stays its owner's.</summary>
    internal static PostgresDb Open(NpgsqlConnection connection) =>
        new(
            new DbContextOptionsBuilder<PostgresDb>()
                .UseNpgsql(connection, npgsql => npgsql.MigrationsHistoryTable(HistoryTable))
                .UseSnakeCaseNamingConvention()
                .Options
        );

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        var operations = modelBuilder.Entity<OperationRow>();

        // Both are hex digits: compared as bytes, not by a language's rules.
        operations.Property(row => row.PrincipalKey).UseCollation("C");
        operations.Property(row => row.KeyHash).UseCollation("C");

        var events = modelBuilder.Entity<AuditEventRow>();

        // Partitions need what they are made by in the key.
        events.HasKey(row => new
        {
            row.RecordedAt,
            row.Seq,
            row.Retention,
        });
        events.Property(row => row.Seq).UseIdentityAlwaysColumn();
        events.Property(row => row.RecordedAt).HasDefaultValueSql("clock_timestamp()");
        events.Property(row => row.Xid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
        events.HasIndex(row => row.Xid);
    }
}

/// <summary>For the migrations tool, which never connects with it.</summary>
internal sealed class PostgresDbFactory : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) => PostgresDb.Open(new NpgsqlConnection("Host=design-time"));
}
