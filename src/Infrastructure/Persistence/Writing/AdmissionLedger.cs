using System.Globalization;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Infrastructure.Persistence.Rows;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>
/// What a transaction has read, and what follows from it for the claims, dispatches and moves of a batch, one after the
/// other: the same judgement on both databases. Whoever fills it keeps others from adding to the same keys, twins and
/// windows until the commit.
/// </summary>
internal sealed class AdmissionLedger
{
    private readonly Dictionary<WindowKey, LimitWindow> windows = [];
    private readonly SortedDictionary<WindowKey, WindowChange> changes = [];
    private readonly Dictionary<string, Guid> twins = new(StringComparer.Ordinal);
    private readonly HashSet<(string Principal, string Key)> taken = [];

    /// <summary>The version of people's decisions.</summary>
    internal long OversightVersion { get; set; }

    /// <summary>Holds to insert, or to write over an earlier one of the same operation and window.</summary>
    internal List<HoldRow> Holds { get; } = [];

    /// <summary>What is added to windows, in the order in which they are locked.</summary>
    internal IReadOnlyCollection<KeyValuePair<WindowKey, WindowChange>> Changes => changes;

    internal void KeyIsTaken(string principal, string key) => taken.Add((principal, key));

    internal void HasTwin(string twin, Guid operation) => twins[twin] = operation;

    internal void Stands(WindowKey key, LimitWindow window) => windows[key] = window;

    /// <summary>Judges a claim; one that is admitted counts for those after it. The lease is the writer's to fill in.</summary>
    internal ClaimVerdict Judge(ClaimWrite claim)
    {
        var (operation, terms) = (claim.Operation, claim.Terms);
        if (taken.Contains((operation.PrincipalKey, operation.KeyHash)))
        {
            return ClaimVerdict.Taken;
        }

        if (terms.OversightVersion != OversightVersion)
        {
            return ClaimVerdict.Outdated;
        }

        if (terms.Twin is { } sought && twins.TryGetValue(sought, out var earlier) && earlier != terms.DistinctFrom)
        {
            return new ClaimVerdict { TwinId = earlier };
        }

        if (Hold(operation, terms.Limits) is { } refusal)
        {
            return new ClaimVerdict { OverLimit = refusal };
        }

        claim.Admit([.. terms.Limits.Select(limit => Told(limit, operation.AmountMinor!.Value))]);
        taken.Add((operation.PrincipalKey, operation.KeyHash));
        if (operation.Twin is { } twin)
        {
            twins[twin] = operation.Id;
        }

        return new ClaimVerdict { IsClaimed = true };
    }

    /// <summary>
    /// Judges a dispatch of an operation that still stands where it is moved from: by the limits of now, under which what
    /// it holds already counts once. What it holds in other windows than those of now is given back. Null when it may go.
    /// </summary>
    internal DispatchVerdict? Judge(DispatchWrite dispatch, IReadOnlyList<HoldRow> own)
    {
        if (dispatch.Terms.OversightVersion != OversightVersion)
        {
            return DispatchVerdict.Outdated;
        }

        var wanted = dispatch.Terms.Limits.Select(limit => limit.Key).ToHashSet();
        var kept = own.Where(hold => wanted.Contains(hold.Window))
            .ToDictionary(hold => hold.Window, hold => hold.AmountMinor);
        var lowered = dispatch.Terms.Limits.Select(limit => Lowered(limit, kept)).FirstOrDefault(it => it is not null);
        if (lowered is not null)
        {
            return new DispatchVerdict { OverLimit = lowered };
        }

        var missing = dispatch.Terms.Limits.Where(limit => !kept.ContainsKey(limit.Key)).ToList();
        if (Hold(dispatch.Operation, missing) is { } refusal)
        {
            return new DispatchVerdict { OverLimit = refusal };
        }

        foreach (var hold in own.Where(hold => !wanted.Contains(hold.Window)))
        {
            GiveBack(hold);
        }

        return null;
    }

    /// <summary>What a move that was written does to the operation's holds.</summary>
    internal void Apply(HoldEffect effect, IEnumerable<HoldRow> own)
    {
        foreach (var hold in own)
        {
            if (effect == HoldEffect.Use)
            {
                Change(hold.Window, change => change.Add(hold.AmountMinor, -hold.AmountMinor, 1, -1));
                Holds.Add(HoldRow.Of(hold.OperationId, hold.Window, hold.AmountMinor, HoldRow.Used));
            }
            else if (effect == HoldEffect.Release)
            {
                GiveBack(hold);
            }
        }
    }

    /// <summary>Why a hold that stands would not be taken again: its limit was lowered since.</summary>
    private LimitRefusal? Lowered(WindowLimit limit, Dictionary<WindowKey, long> kept) =>
        kept.TryGetValue(limit.Key, out var amount) && windows.TryGetValue(limit.Key, out var window)
            ? window.WithoutHold(amount).Refuses(limit, amount)
            : null;

    /// <summary>How a window stood before and after a hold, for the record.</summary>
    private string Told(WindowLimit limit, long amount)
    {
        var (after, currency) = (windows[limit.Key], limit.Key.Currency);
        var before = after.WithoutHold(amount);
        var sums =
            $"{new Money(before.Used + before.Held, currency)} to {new Money(after.Used + after.Held, currency)}";
        var cap = limit.Cap is { } most ? $" of {new Money(most, currency)}" : "";
        var capCount = limit.CapCount is { } count ? string.Create(CultureInfo.InvariantCulture, $" of {count}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{limit.Key.Subject} {limit.Key.Period} {limit.Key.Start:yyyy-MM-dd} {currency}: {sums}{cap}, {before.UsedCount + before.HeldCount} to {after.UsedCount + after.HeldCount}{capCount}"
        );
    }

    private void GiveBack(HoldRow hold)
    {
        Change(hold.Window, change => change.Add(0, -hold.AmountMinor, 0, -1));
        Holds.Add(HoldRow.Of(hold.OperationId, hold.Window, hold.AmountMinor, HoldRow.Released));
        if (windows.TryGetValue(hold.Window, out var window))
        {
            windows[hold.Window] = window.WithoutHold(hold.AmountMinor);
        }
    }

    private LimitRefusal? Hold(OperationRow operation, IReadOnlyList<WindowLimit> limits)
    {
        if (limits.Count == 0)
        {
            return null;
        }

        var amount = operation.AmountMinor ?? throw new InvalidOperationException("What moves nothing has no limits.");
        if (Admission.Hold(windows, limits, amount) is { } refusal)
        {
            return refusal;
        }

        foreach (var limit in limits)
        {
            Change(limit.Key, change => change.Add(0, amount, 0, 1, limit));
            Holds.Add(HoldRow.Of(operation.Id, limit.Key, amount));
        }

        return null;
    }

    private void Change(WindowKey key, Func<WindowChange, WindowChange> add) =>
        changes[key] = add(changes.GetValueOrDefault(key, WindowChange.None));
}
