using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FinancialMcp.Infrastructure.Persistence;

internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : FinancialMcpDb(options)
{
    internal static SqliteDb Open(string connectionString) =>
        new(
            new DbContextOptionsBuilder<SqliteDb>()
                .UseSqlite(connectionString, sqlite => sqlite.MigrationsHistoryTable(HistoryTable))
                .UseSnakeCaseNamingConvention()
                .Options
        );

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
        configurationBuilder.Properties<Guid>().HaveConversion<LowerCaseGuidConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        var events = modelBuilder.Entity<AuditEventRow>();
        events.HasKey(row => row.Seq);
        events.Property(row => row.Seq).ValueGeneratedOnAdd();
        events.HasIndex(row => new { row.RecordedAt, row.Seq });
        events.Ignore(row => row.Xid);
    }

    /// <summary>Times are whole microseconds since 1970, UTC: exact, and sorted as numbers.</summary>
    private sealed class MicrosecondsConverter()
        : ValueConverter<DateTimeOffset, long>(
            time => SqliteValues.Microseconds(time),
            value => SqliteValues.Time(value)
        );

    private sealed class LowerCaseGuidConverter()
        : ValueConverter<Guid, string>(id => id.ToString("D"), text => Guid.ParseExact(text, "D"));
}

/// <summary>For the migrations tool, which never connects with it.</summary>
internal sealed class SqliteDbFactory : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) => SqliteDb.Open("Data Source=design-time.db");
}
