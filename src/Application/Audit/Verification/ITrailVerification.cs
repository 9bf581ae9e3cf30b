namespace FinancialMcp.Application.Audit.Verification;

/// <summary>Runs verifications of this server's trail and keeps what came of them.</summary>
public interface ITrailVerification
{
    /// <summary>
    /// Verifies the whole trail as of now; takes as long as that takes. Throws <see cref="StoreUnavailableException"/> when
    /// it cannot be read.
    /// </summary>
    /// <param name="looked">Is told now and then how many records were looked at.</param>
    /// <param name="cancellationToken">Ends the run without a report.</param>
    Task<VerificationReport> VerifyAsync(IProgress<long> looked, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a verification, in one commit with its record. Throws <see cref="StoreUnavailableException"/> when it is not
    /// known to be committed.
    /// </summary>
    Task KeepAsync(KeptVerification verification, AuditEvent record);

    /// <summary>The last verifications, newest first.</summary>
    Task<IReadOnlyList<KeptVerification>> ListAsync(int most, CancellationToken cancellationToken);
}
