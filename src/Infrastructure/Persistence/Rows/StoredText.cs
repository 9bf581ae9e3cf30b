using System.Buffers;
using System.Text;

namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>Text from outside in a form that every database takes.</summary>
internal static class StoredText
{
    /// <summary>Of a column that serves searching only, in UTF-16 units.</summary>
    internal const int MaxSearchable = 256;

    /// <summary>
    /// The text's beginning, without half a surrogate pair; NUL, which PostgreSQL refuses in text, and lone surrogates
    /// become U+FFFD.
    /// </summary>
    internal static string? Searchable(string? text)
    {
        if (text is null || (text.Length <= MaxSearchable && IsStorable(text)))
        {
            return text;
        }

        var clean = new StringBuilder(MaxSearchable);
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxSearchable)
            {
                break;
            }

            clean.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        }

        return clean.ToString();
    }

    /// <summary>
    /// The text itself. Throws <see cref="ArgumentException"/> for what a database would refuse in the middle of a batch:
    /// its caller is told before anybody else waits on it.
    /// </summary>
    internal static string Exact(string text) =>
        IsStorable(text)
            ? text
            : throw new ArgumentException("The text holds NUL or half a surrogate pair.", nameof(text));

    private static bool IsStorable(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            return false;
        }

        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < text.Length; )
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var consumed) != OperationStatus.Done)
            {
                return false;
            }

            at += consumed;
        }

        return true;
    }
}
