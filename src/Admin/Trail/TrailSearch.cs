using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace FinancialMcp.Admin.Trail;

/// <summary>
/// A search of the trail as an address says it: what was given, and the filter that it is now. Where nothing is said of the
/// time it is the last day.
/// </summary>
public sealed record TrailSearch
{
    public const string Range = "range";
    public const string AllTime = "all";
    public const string LastDay = "24h";
    private const string OlderName = "older";
    private const string NewerName = "newer";

    /// <summary>The spans up to now that can be chosen, by their names in addresses.</summary>
    public static IReadOnlyList<(string Name, string Label, TimeSpan? Span)> Ranges { get; } =
    [
        ("1h", "1 h", TimeSpan.FromHours(1)),
        (LastDay, "24 h", TimeSpan.FromDays(1)),
        ("7d", "7 d", TimeSpan.FromDays(7)),
        ("90d", "90 d", TimeSpan.FromDays(90)),
        (AllTime, "All", null),
    ];

    /// <summary>The parts by their names, as they were given, without those that are no part.</summary>
    public required IReadOnlyDictionary<string, string> Given { get; init; }

    /// <summary>The chosen span up to now; null where a time from or to is given.</summary>
    public required string? Span { get; init; }

    /// <summary>Of what could be read.</summary>
    public required AuditFilter Filter { get; init; }

    /// <summary>What could not be read; then nothing is searched.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>Where the page goes on.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether the page goes on towards newer ones.</summary>
    public bool IsTowardsNewer { get; init; }

    /// <summary>The search of a query, with or without its question mark.</summary>
    public static TrailSearch Read(string query, DateTimeOffset now)
    {
        var values = QueryHelpers.ParseQuery(query);
        var filter = AuditFilter.Everything;
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<Problem>();
        foreach (var part in SearchPart.All)
        {
            if (One(part.Name) is not { } text)
            {
                continue;
            }

            given[part.Name] = text;
            if (part.Into(filter, text) is { } narrowed)
            {
                filter = narrowed;

                // However an address writes a time, the form can show it in one way alone.
                given[part.Name] = part.Name is "from" or "to" ? part.Of(narrowed)! : text;
            }
            else
            {
                problems.Add(new Problem(part.Label, $"must be {part.Form}."));
            }
        }

        var span = given.ContainsKey("from") || given.ContainsKey("to") ? null : One(Range) ?? LastDay;
        if (span is not null && Ranges.All(range => range.Name != span))
        {
            span = LastDay;
        }

        if (Ranges.FirstOrDefault(range => range.Name == span).Span is { } length)
        {
            filter = filter with { From = now - length };
        }

        problems.AddRange(
            filter.Problems().Select(it => it with { Field = SearchPart.Find(it.Field)?.Label ?? it.Field })
        );
        var newer = One(NewerName);
        return new TrailSearch
        {
            Given = given,
            Span = span,
            Filter = filter,
            Problems = problems,
            Cursor = newer ?? One(OlderName),
            IsTowardsNewer = newer is not null,
        };

        string? One(string name) =>
            values.TryGetValue(name, out var all) && all.ToString().Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>What is kept of the search under a name: a span up to now goes along with the day on which it is opened.</summary>
    public AuditFilter ToKeep() => Span is null ? Filter : Filter with { From = null };

    /// <summary>The query of a filter that was kept; over a span up to now where it has no times.</summary>
    public static string QueryOf(AuditFilter filter, string? span)
    {
        var parts = SearchPart
            .All.Select(part => (part.Name, Value: part.Of(filter)))
            .Where(part => part.Value is not null)
            .ToDictionary(part => part.Name, part => part.Value!, StringComparer.Ordinal);
        return Query(parts, span);
    }

    /// <summary>The query of this search without where its page goes on.</summary>
    public string Query() => Query(Given, Span);

    /// <summary>The query with a part in place of what it was; null takes the part out.</summary>
    public string With(string name, string? value)
    {
        var parts = new Dictionary<string, string>(Given, StringComparer.Ordinal);
        parts.Remove(name);
        if (value is not null)
        {
            parts[name] = value;
        }

        return Query(parts, Span);
    }

    /// <summary>The query over a span up to now.</summary>
    public string Over(string span) =>
        Query(Given.Where(part => part.Key is not ("from" or "to")).ToDictionary(StringComparer.Ordinal), span);

    /// <summary>The query over a time.</summary>
    public string Between(DateTimeOffset from, DateTimeOffset to) =>
        Query(
            new Dictionary<string, string>(Given, StringComparer.Ordinal)
            {
                ["from"] = SearchPart.TextOf(from),
                ["to"] = SearchPart.TextOf(to),
            },
            null
        );

    /// <summary>The query of the page of older records behind a cursor.</summary>
    public string Older(string cursor) => QueryHelpers.AddQueryString(Query(), OlderName, cursor);

    /// <summary>The query of the page of newer records before a cursor.</summary>
    public string Newer(string cursor) => QueryHelpers.AddQueryString(Query(), NewerName, cursor);

    /// <summary>A query of parts: one that says a time says no span.</summary>
    public static string Query(IReadOnlyDictionary<string, string> parts, string? span)
    {
        var hasTime = parts.ContainsKey("from") || parts.ContainsKey("to");
        var query = QueryHelpers.AddQueryString(
            "",
            parts.Select(part => KeyValuePair.Create(part.Key, (string?)part.Value))
        );
        return hasTime || span is null or LastDay ? query : QueryHelpers.AddQueryString(query, Range, span);
    }
}
