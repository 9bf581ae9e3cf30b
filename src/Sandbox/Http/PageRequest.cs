using System.Globalization;

namespace FinancialMcp.Sandbox.Http;

/// <summary>page, size and sort as the services read them: a bad number means the default, a size is capped at 2000.</summary>
internal sealed record PageRequest(int Number, int Size, IReadOnlyList<KeyValuePair<string, bool>> Sort)
{
    private const int DefaultSize = 20;
    private const int LargestSize = 2000;

    public long Offset => (long)Number * Size;

    public static PageRequest From(IQueryCollection query)
    {
        var size = ReadNumber(query["size"], DefaultSize);
        return new PageRequest(
            ReadNumber(query["page"], 0),
            size == 0 ? DefaultSize : Math.Min(size, LargestSize),
            [.. query["sort"].Select(Order).Where(o => o.Key.Length > 0)]
        );
    }

    private static int ReadNumber(string? text, int fallback) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;

    // "field", "field,asc" or "field,desc"; the flag says descending.
    private static KeyValuePair<string, bool> Order(string? text)
    {
        var parts = (text ?? "").Split(',');
        return new(parts[0], parts.Length > 1 && parts[^1].Equals("desc", StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>One page of results with the fields of a Spring page that callers read.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Content, int Number, int Size, long TotalElements, long TotalPages)
{
    public static Page<T> Of(IReadOnlyList<T> content, PageRequest request, long total) =>
        new(content, request.Number, request.Size, total, (total + request.Size - 1) / request.Size);

    public int NumberOfElements => Content.Count;

    public bool First => Number == 0;

    public bool Last => Number + 1 >= TotalPages;

    public bool Empty => Content.Count == 0;
}
