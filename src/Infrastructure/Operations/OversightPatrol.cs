using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Operations;

/// <summary>The rules that hold where no policy was ever decided on (POLICY_FILE, else the built-in ones).</summary>
public sealed record FirstPolicy(IReadOnlyList<PolicyRule> Rules)
{
    public static FirstPolicy Default { get; } = new(Policy.DefaultRules);
}

/// <summary>
/// Every second: looks whether people have decided something, so that it holds here within the next. Before the first
/// look it puts the first policy in force where there is none.
/// </summary>
internal sealed class OversightPatrol(
    IServiceScopeFactory scopes,
    IOversightStore store,
    OversightWatch watch,
    FirstPolicy first,
    TimeProvider time,
    ILogger<OversightPatrol> log
) : Patrol(scopes, time, log)
{
    private bool hasPolicy;

    protected override TimeSpan Pause => OversightWatch.Pause;

    protected override async Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!hasPolicy)
        {
            var now = Time.GetUtcNow();
            await store.EnsurePolicyAsync(
                first.Rules,
                now,
                new AuditEvent
                {
                    Id = Guid.CreateVersion7(now),
                    Code = AuditCode.PolicyActivated,
                    RequestId = "first-policy",
                    Decision = AuditRecords.None,
                    Reason = "first policy, from the configuration",
                    PolicyVersion = 1,
                }
            );
            hasPolicy = true;
        }

        await watch.RefreshAsync(cancellationToken);
    }
}
