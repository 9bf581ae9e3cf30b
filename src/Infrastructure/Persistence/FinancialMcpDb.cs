using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// The schema, its migrations, and what is not on the path of a call. Operations and records are written and read by
/// prepared statements: see the stores.
/// </summary>
internal abstract class FinancialMcpDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>Where each provider keeps the list of applied migrations.</summary>
    internal const string HistoryTable = "schema_migration";

    public DbSet<OperationRow> Operations => Set<OperationRow>();

    public DbSet<AttemptRow> Attempts => Set<AttemptRow>();

    public DbSet<AuditEventRow> AuditEvents => Set<AuditEventRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(FinancialMcpDb).Assembly);
}
