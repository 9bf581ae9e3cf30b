using System.Globalization;
using System.Text;

namespace FinancialMcp.Application;

/// <summary>
/// Text from outside, in either direction: characters that change how the text around them reads (controls, bidirectional
/// marks, zero-width and other format characters, lone surrogates) are refused from callers and removed from the bank's.
/// </summary>
public static class UntrustedText
{
    public static bool IsClean(string text) => text.EnumerateRunes().All(IsAllowed) && !HasLoneSurrogate(text);

    /// <summary>The text without those characters, cut to <paramref name="limit"/> UTF-16 units; null stays null.</summary>
    public static string? Clean(string? text, int limit = ArgumentRules.TextLength)
    {
        if (text is null || (text.Length <= limit && IsClean(text)))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes().Where(IsAllowed))
        {
            if (clean.Length + rune.Utf16SequenceLength > limit)
            {
                break;
            }

            clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>An unpaired surrogate enumerates as U+FFFD, so it is told apart from a replacement character given as such.</summary>
    private static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAllowed(Rune rune) =>
        !IsInvisible(rune.Value)
        && Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate
            );

    /// <summary>
    /// Letters and marks that show nothing, by which text can be hidden although their category is harmless: variation
    /// selectors but the one that emoji carry, fillers, the grapheme joiner.
    /// </summary>
    private static bool IsInvisible(int rune) =>
        rune
            is (>= 0xE0100 and <= 0xE01EF)
                or (>= 0xFE00 and <= 0xFE0E)
                or 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or 0x3164
                or 0xFFA0;
}
