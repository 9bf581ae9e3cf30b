using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>Verifications that find what they are told to find.</summary>
internal sealed class MemoryVerifications(MemoryTrail trail) : ITrailVerification
{
    private readonly List<KeptVerification> kept = [];

    public IReadOnlyList<FindingGroup> Findings { get; set; } = [];

    /// <summary>What happens while a run runs.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public async Task<VerificationReport> VerifyAsync(IProgress<long> looked, CancellationToken cancellationToken)
    {
        looked.Report(20);
        await Meanwhile();
        return new VerificationReport
        {
            Source = "memory",
            StartedAt = TestApplication.Start,
            EndedAt = TestApplication.Start,
            Seals = 2,
            Records = 20,
            Operations = 5,
            Notes = 2,
            Waiting = 0,
            KeysAreTrusted = false,
            Findings = Findings,
            NotChecked = [],
        };
    }

    public Task KeepAsync(KeptVerification verification, AuditEvent record)
    {
        trail.Commit(record);
        kept.Add(verification);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<KeptVerification>> ListAsync(int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KeptVerification>>([.. kept.AsEnumerable().Reverse().Take(most)]);
}
