using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>
/// Judges the changes that were asked for in a time once more, by the rules that hold and by a draft, and tells where the
/// two differ. Only the policy is asked: neither stops nor owners, nor whether a payment looks like a repetition.
/// </summary>
/// <param name="Rules">The draft; null: only how the rules that hold cover what was asked for.</param>
/// <param name="From">Recorded at or after this.</param>
/// <param name="To">Recorded before this; null: up to now.</param>
[RequirePermission(StaffPermissions.AuditRead)]
public sealed record ReplayPolicy(IReadOnlyList<PolicyRule>? Rules, DateTimeOffset From, DateTimeOffset? To)
    : IRequest<PolicyReplay>;

/// <summary>In which way a verdict is another one under the draft.</summary>
public enum ReplayEffect
{
    NewlyDenied,
    NewlyAllowed,
    ApprovalsChanged,
}

/// <summary>A change whose verdict differs. Account numbers are masked.</summary>
/// <param name="RecordId">Its record.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="OperationId">Null for one that was refused then.</param>
/// <param name="Tool">By its name.</param>
/// <param name="Agent">The party that asked.</param>
/// <param name="Subject">On whose behalf.</param>
/// <param name="Sum">With its currency; null when none moves.</param>
/// <param name="From">The account debited or changed.</param>
/// <param name="To">The account credited.</param>
/// <param name="Effect">In which way it differs.</param>
/// <param name="Before">By the rules that hold.</param>
/// <param name="After">By the draft.</param>
public sealed record ReplayedChange(
    Guid RecordId,
    DateTimeOffset At,
    string? OperationId,
    string Tool,
    string Agent,
    string Subject,
    string? Sum,
    string? From,
    string? To,
    ReplayEffect Effect,
    ReplayVerdict Before,
    ReplayVerdict After
);

/// <summary>What a replay came to.</summary>
public sealed record PolicyReplay
{
    /// <summary>The version of the rules that hold.</summary>
    public required int Version { get; init; }

    /// <summary>What was replayed reaches back to this: later than asked for when it is not whole.</summary>
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>False when there are more records than are read: then only the newest were replayed.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Changes that were allowed then.</summary>
    public required int Operations { get; init; }

    /// <summary>Changes that were refused then, for a reason that may be the policy's.</summary>
    public required int Refusals { get; init; }

    /// <summary>Of all those: records that do not tell what would have moved, and so were not judged.</summary>
    public required int Unjudged { get; init; }
    public int NewlyDenied { get; init; }
    public int NewlyAllowed { get; init; }
    public int ApprovalsChanged { get; init; }

    /// <summary>Newest first; the first so many.</summary>
    public required IReadOnlyList<ReplayedChange> Changes { get; init; }

    /// <summary>How the rules that hold cover what was asked for.</summary>
    public required IReadOnlyList<RuleCoverage> Held { get; init; }

    /// <summary>How the draft does; empty without one.</summary>
    public required IReadOnlyList<RuleCoverage> Draft { get; init; }

    /// <summary>How often each rule decided then, as the records of what was allowed say, whatever version it was of.</summary>
    public required IReadOnlyDictionary<string, int> Recorded { get; init; }
}

internal sealed class ReplayPolicyValidator : AbstractValidator<ReplayPolicy>
{
    public ReplayPolicyValidator()
    {
        RuleFor(request => request.Rules).RulesOfAPolicy();
        RuleFor(request => request.To)
            .Must((request, to) => to is null || to > request.From)
            .WithMessage("Must be after from.");
    }
}

internal sealed class ReplayPolicyHandler(
    IAuditReading reading,
    IOversightStore oversight,
    AuditLooks looks,
    BankContract contract
) : IRequestHandler<ReplayPolicy, PolicyReplay>
{
    internal const int MostShown = 500;

    public async ValueTask<PolicyReplay> Handle(ReplayPolicy request, CancellationToken cancellationToken)
    {
        var held = (await oversight.ReadAsync(cancellationToken)).Policy;
        var to = request.To ?? await reading.NowAsync(cancellationToken);
        var recorded = await new RecordedChanges(reading, contract).ReadAsync(request.From, to, cancellationToken);
        await looks.RecordAsync(AuditCode.AuditRead);
        return Replay(request.Rules, held, recorded, to);
    }

    private static PolicyReplay Replay(
        IReadOnlyList<PolicyRule>? draft,
        Policy held,
        RecordedHistory history,
        DateTimeOffset to
    )
    {
        var now = new ReplayLedger(held);
        var then = draft is null ? null : new ReplayLedger(new Policy(held.Version + 1, draft));
        var differing = new List<ReplayedChange>();
        foreach (var change in history.Changes)
        {
            if (change.Question is not { } question)
            {
                continue;
            }

            var counts = change.OperationId is null || !history.Ended.Contains(change.OperationId);
            var before = now.Judge(question, change.At, counts);
            if (then?.Judge(question, change.At, counts) is { } after && EffectOf(before, after) is { } effect)
            {
                differing.Add(Shown(change, question, effect, before, after));
            }
        }

        return new PolicyReplay
        {
            Version = held.Version,
            From = history.From,
            To = to,
            IsWhole = history.IsWhole,
            Operations = history.Changes.Count(change => change.OperationId is not null),
            Refusals = history.Changes.Count(change => change.OperationId is null),
            Unjudged = history.Changes.Count(change => change.Question is null),
            NewlyDenied = differing.Count(change => change.Effect == ReplayEffect.NewlyDenied),
            NewlyAllowed = differing.Count(change => change.Effect == ReplayEffect.NewlyAllowed),
            ApprovalsChanged = differing.Count(change => change.Effect == ReplayEffect.ApprovalsChanged),
            Changes = [.. differing.AsEnumerable().Reverse().Take(MostShown)],
            Held = now.Coverage,
            Draft = then?.Coverage ?? [],
            Recorded = history
                .Changes.Select(change => change.Rule)
                .OfType<string>()
                .CountBy(rule => rule, StringComparer.Ordinal)
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    private static ReplayEffect? EffectOf(ReplayVerdict before, ReplayVerdict after) =>
        (before.Allowed, after.Allowed) switch
        {
            (true, false) => ReplayEffect.NewlyDenied,
            (false, true) => ReplayEffect.NewlyAllowed,
            (true, true) when before.Approvals != after.Approvals => ReplayEffect.ApprovalsChanged,
            _ => null,
        };

    private static ReplayedChange Shown(
        RecordedChange change,
        PolicyQuestion question,
        ReplayEffect effect,
        ReplayVerdict before,
        ReplayVerdict after
    )
    {
        var instruction = question.Instruction;
        return new ReplayedChange(
            change.RecordId,
            change.At,
            change.OperationId,
            question.Tool,
            question.Agent.Party,
            question.Principal.Subject,
            instruction.Sum is { } sum ? $"{sum} {sum.Currency}" : null,
            instruction.From is { } from ? AuditMask.Account(from.ToString()) : null,
            instruction.To is { } to ? AuditMask.Account(to.ToString()) : null,
            effect,
            before,
            after
        );
    }
}
