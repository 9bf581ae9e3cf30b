using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>Verifications of the server's own trail, with its MAC key, its anchor file, and the keys that the trail names.</summary>
internal sealed class TrailVerification(
    Database database,
    DatabaseOptions options,
    AuditOptions audit,
    GroupCommitWriter writer,
    AuditRows records,
    TimeProvider time
) : ITrailVerification
{
    public async Task<VerificationReport> VerifyAsync(IProgress<long> looked, CancellationToken cancellationToken)
    {
        try
        {
            return await AuditVerification.OfDatabaseAsync(
                options,
                audit,
                new VerificationFiles(),
                time,
                cancellationToken,
                looked
            );
        }
        catch (AuditVerificationException cause)
        {
            throw new StoreUnavailableException(cause.Message, cause);
        }
    }

    public Task KeepAsync(KeptVerification verification, AuditEvent record) =>
        writer.CommitAsync(VerificationRows.Write(verification, records.Of(record)));

    public Task<IReadOnlyList<KeptVerification>> ListAsync(int most, CancellationToken cancellationToken) =>
        database.ManyAsync(VerificationRows.Last(most), [], VerificationRows.Read, cancellationToken);
}
