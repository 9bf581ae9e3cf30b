using System.Globalization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Monitoring;

/// <summary>Collects what somebody should look at, the most urgent first.</summary>
internal sealed class Attentions(
    Alerts alerts,
    IOperationStore operations,
    IOversightStore oversight,
    IStaffStore staff,
    IRetentionStore retention,
    TrailStanding trail,
    TimeProvider time
)
{
    /// <summary>A trail that nobody has verified for longer is worth a look.</summary>
    private static readonly TimeSpan VerifiedWithin = TimeSpan.FromDays(1);

    /// <summary>All of it: each names the right that it takes to see it. Throws <see cref="StoreUnavailableException"/>.</summary>
    public async Task<IReadOnlyList<Attention>> ListAsync(CancellationToken cancellationToken)
    {
        var state = await oversight.ReadAsync(cancellationToken);
        List<Attention> all =
        [
            .. OfPeople(state),
            .. OfTrail(),
            .. (await alerts.FiringAsync(cancellationToken)).Select(Of),
            .. await OfOperationsAsync(cancellationToken),
        ];
        foreach (var account in await staff.ListAsync(cancellationToken))
        {
            if (account.Proposed is { } proposal)
            {
                all.Add(
                    Waits(
                        $"staff {account.Name} {proposal.At:O}",
                        $"An account waits for a second administrator: {account.Name}.",
                        "/users",
                        StaffPermissions.StaffRead,
                        proposal.At
                    )
                );
            }
        }

        foreach (var drop in (await retention.DropsAsync(cancellationToken)).Where(drop => drop.ConfirmedBy is null))
        {
            all.Add(
                Waits(
                    $"drop {drop.Id}",
                    "The removal of a month of records waits for an administrator.",
                    "/retention",
                    StaffPermissions.RetentionRead,
                    drop.RequestedAt
                )
            );
        }

        return [.. all.OrderByDescending(one => one.Level).ThenBy(one => one.Since ?? DateTimeOffset.MaxValue)];
    }

    private static IEnumerable<Attention> OfPeople(OversightState state)
    {
        foreach (var stop in state.Stops)
        {
            var what = stop.Scope == StopScope.Everything ? "Everything" : $"{stop.Scope} {stop.Value}";
            var release = stop.ReleaseProposedBy is { } by ? $" {by} proposes to release it." : "";
            yield return new Attention(
                $"stop {stop.Id} {stop.ReleaseProposedBy}",
                AttentionLevel.Alarms,
                $"{what} is stopped by {stop.By}: {stop.Reason}{release}",
                "/stop",
                StaffPermissions.StopsRead,
                stop.At
            );
        }

        if (state.ProposedPolicy is { } policy)
        {
            yield return Waits(
                $"policy {policy.Policy.Version}",
                $"New rules wait for an administrator: {policy.Reason}",
                "/policy",
                StaffPermissions.PolicyRead,
                policy.At
            );
        }

        foreach (var agent in state.Agents.Values.Where(agent => agent.Proposed is not null))
        {
            yield return Waits(
                $"grant {agent.Id.Key} {agent.Proposed!.At:O}",
                agent.Status == AgentStatus.Suspended
                    ? $"Reinstating an agent waits for an administrator: {agent.Id.Party}."
                    : $"A grant waits for an administrator: {agent.Id.Party}.",
                $"/agents?agent={Uri.EscapeDataString(agent.Id.Key)}",
                StaffPermissions.AgentsRead,
                agent.Proposed.At
            );
        }
    }

    private IEnumerable<Attention> OfTrail()
    {
        if (trail.Last is not { } figures)
        {
            yield break;
        }

        if (!trail.Stands)
        {
            yield return new Attention(
                "trail lag",
                AttentionLevel.Alarms,
                "Records are not being sealed or anchored, so no money moves.",
                "/checks",
                StaffPermissions.HealthRead,
                null
            );
        }

        if (figures.LastFindings > 0)
        {
            yield return new Attention(
                $"findings {figures.LastVerified:O}",
                AttentionLevel.Alarms,
                Text(figures.LastFindings.Value, "finding", "of the last verification of the trail."),
                "/verify",
                StaffPermissions.AuditVerify,
                figures.LastVerified
            );
        }
        else if (figures.LastSeal > 0 && !(time.GetUtcNow() - figures.LastVerified < VerifiedWithin))
        {
            yield return new Attention(
                $"not verified {figures.LastVerified:O}",
                AttentionLevel.Waits,
                "Nobody has verified the trail for a day.",
                "/verify",
                StaffPermissions.AuditVerify,
                figures.LastVerified
            );
        }
    }

    private async Task<IEnumerable<Attention>> OfOperationsAsync(CancellationToken cancellationToken)
    {
        var found = new List<Attention>();
        if (await operations.CountAsync(OperationState.PendingApproval, cancellationToken) is var pending and > 0)
        {
            var oldest = await operations.OldestPendingAsync(cancellationToken);
            found.Add(
                Waits(
                    $"approvals {pending} {oldest:O}",
                    Text(pending, "payment", "waiting for approval."),
                    "/approvals",
                    StaffPermissions.ApprovalsRead,
                    oldest
                )
            );
        }

        var unknown = await operations.CountAsync(OperationState.InDoubt, cancellationToken);
        var needing = await operations.CountAsync(OperationState.NeedsOperator, cancellationToken);
        if (needing > 0)
        {
            found.Add(
                new Attention(
                    $"needs operator {needing}",
                    AttentionLevel.Alarms,
                    Text(needing, "operation", "whose end people must decide."),
                    "/doubts",
                    StaffPermissions.DoubtRead,
                    null
                )
            );
        }

        if (unknown > 0)
        {
            found.Add(
                new Attention(
                    $"in doubt {unknown}",
                    AttentionLevel.Warns,
                    Text(unknown, "operation", "in doubt; the server keeps asking the bank."),
                    "/doubts",
                    StaffPermissions.DoubtRead,
                    await operations.OldestDoubtAsync(cancellationToken)
                )
            );
        }

        return found;
    }

    private static Attention Of(Alert alert) =>
        new(
            $"{alert.Condition} {alert.Subject} {alert.Since:O}",
            AttentionLevel.Warns,
            $"{WordsOf(alert)}: {alert.Value}, not {alert.Threshold}.",
            alert.Condition == AlertCondition.OperationInDoubt ? "/doubts" : "/checks",
            StaffPermissions.HealthRead,
            alert.Since
        );

    private static string WordsOf(Alert alert) =>
        alert.Condition switch
        {
            AlertCondition.ErrorRate => "Share of failed calls",
            AlertCondition.AverageDuration => "Average duration of calls",
            AlertCondition.DependencyUnhealthy => $"State of {alert.Subject?.Replace('_', ' ')}",
            AlertCondition.BreakerOpen => $"Breaker of {alert.Subject?.Replace('_', ' ')}",
            AlertCondition.OperationInDoubt => "An operation in doubt",
            _ => "Memory",
        };

    private static Attention Waits(string id, string text, string page, string permission, DateTimeOffset? since) =>
        new(id, AttentionLevel.Waits, text, page, permission, since);

    private static string Text(int count, string noun, string rest) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")} {rest}");
}
