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

    public DbSet<WindowRow> LimitWindows => Set<WindowRow>();

    public DbSet<HoldRow> LimitHolds => Set<HoldRow>();

    public DbSet<VoteRow> Votes => Set<VoteRow>();

    public DbSet<OversightRow> Oversight => Set<OversightRow>();

    public DbSet<PolicyRow> Policies => Set<PolicyRow>();

    public DbSet<AgentRow> Agents => Set<AgentRow>();

    public DbSet<StopRow> Stops => Set<StopRow>();

    public DbSet<ApproverRow> Approvers => Set<ApproverRow>();

    public DbSet<SealRow> Seals => Set<SealRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    public DbSet<AnchorRow> Anchors => Set<AnchorRow>();

    public DbSet<SigningKeyRow> SigningKeys => Set<SigningKeyRow>();

    public DbSet<VerificationRow> Verifications => Set<VerificationRow>();

    public DbSet<SavedViewRow> SavedViews => Set<SavedViewRow>();

    public DbSet<LegalHoldRow> LegalHolds => Set<LegalHoldRow>();

    public DbSet<DropRow> Drops => Set<DropRow>();

    public DbSet<StaffAccountRow> StaffAccounts => Set<StaffAccountRow>();

    public DbSet<StaffSecretRow> StaffSecrets => Set<StaffSecretRow>();

    public DbSet<StaffSessionRow> StaffSessions => Set<StaffSessionRow>();

    public DbSet<StaffPasskeyRow> StaffPasskeys => Set<StaffPasskeyRow>();

    public DbSet<StaffChallengeRow> StaffChallenges => Set<StaffChallengeRow>();

    public DbSet<CallMinuteRow> CallMinutes => Set<CallMinuteRow>();

    public DbSet<ReplicaRow> Replicas => Set<ReplicaRow>();

    public DbSet<CheckSpanRow> CheckSpans => Set<CheckSpanRow>();

    public DbSet<ProtectionKeyRow> ProtectionKeys => Set<ProtectionKeyRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(FinancialMcpDb).Assembly);
}
