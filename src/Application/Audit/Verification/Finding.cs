namespace FinancialMcp.Application.Audit.Verification;

/// <summary>One thing that is wrong, and where.</summary>
/// <param name="Class">Of what kind it is.</param>
/// <param name="What">For a person, in one sentence.</param>
public sealed record Finding(FindingClass Class, string What)
{
    /// <summary>The record's number; of several that are lost with their seal, the first one's. Null when no record is meant.</summary>
    public long? Seq { get; init; }

    /// <summary>The record's event id, where its bytes are there to tell it.</summary>
    public Guid? EventId { get; init; }

    /// <summary>The number of the seal, or of the seal that covers the record; null for what is not sealed.</summary>
    public long? Seal { get; init; }

    /// <summary>The operation, where one is meant.</summary>
    public Guid? Operation { get; init; }
}

/// <summary>All findings of a class: how many, and the first of them in the order of the trail.</summary>
public sealed record FindingGroup(FindingClass Class, long Count, Finding First);

/// <summary>Counts findings by class and keeps the first of each: however much is wrong, memory does not grow.</summary>
internal sealed class FindingList
{
    private readonly SortedDictionary<FindingClass, FindingGroup> groups = [];

    public IReadOnlyList<FindingGroup> Groups => [.. groups.Values];

    public void Add(Finding finding, long count = 1)
    {
        groups[finding.Class] = groups.TryGetValue(finding.Class, out var group)
            ? new FindingGroup(
                finding.Class,
                group.Count + count,
                Place(finding).CompareTo(Place(group.First)) < 0 ? finding : group.First
            )
            : new FindingGroup(finding.Class, count, finding);
    }

    /// <summary>By seal, then by record; what is not sealed comes last.</summary>
    private static (long, long) Place(Finding finding) => (finding.Seal ?? long.MaxValue, finding.Seq ?? long.MaxValue);
}
