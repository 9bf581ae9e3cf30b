using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// Reads a record's bytes member by member, and only if they are in the canonical form that a record must have: one flat
/// JSON object of texts, whole numbers and ordered arrays of texts (RFC 8785), its members ascending, without a byte
/// that could be left out. Written apart from the writer of that form: the two must not share a mistake.
/// </summary>
internal ref struct CanonicalReader
{
    private const long Exact = 1L << 53;

    private static readonly SearchValues<byte> Special = SearchValues.Create([
        (byte)'"',
        (byte)'\\',
        .. Enumerable.Range(0, 0x20).Select(value => (byte)value),
    ]);

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789_"u8
    );

    private readonly ReadOnlySpan<byte> all;
    private int at;
    private bool hasMember;

    internal CanonicalReader(ReadOnlySpan<byte> record)
    {
        all = record;
        IsBroken = record.Length < 2 || record[0] != '{' || !Utf8.IsValid(record);
        at = 1;
    }

    /// <summary>True once anything was read that is not canonical; nothing is read after it.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>The name of the member that was read last.</summary>
    internal ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Its value: of a text, what stands between the quotes.</summary>
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Where the value begins in the record.</summary>
    internal int ValueAt { get; private set; }

    /// <summary>True for a text.</summary>
    internal bool IsText { get; private set; }

    /// <summary>Moves to the next member; false at the end, and when the bytes are not canonical.</summary>
    internal bool Read()
    {
        if (IsBroken || at >= all.Length)
        {
            IsBroken = true;
            return false;
        }

        if (all[at] == '}')
        {
            IsBroken = at != all.Length - 1;
            return false;
        }

        if (hasMember && !Take((byte)','))
        {
            return false;
        }

        var before = Name;
        if (!ReadText(out var name) || !Take((byte)':'))
        {
            return Break();
        }

        if (name.IsEmpty || name.ContainsAnyExcept(NameBytes) || (hasMember && before.SequenceCompareTo(name) >= 0))
        {
            return Break();
        }

        hasMember = true;
        Name = name;
        return ReadValue();
    }

    /// <summary>A text as characters.</summary>
    internal static string Decode(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var plain = new ArrayBufferWriter<byte>(text.Length);
        while (text.IndexOf((byte)'\\') is var escape and >= 0)
        {
            plain.Write(text[..escape]);
            var (value, length) = Escape(text[escape..]);
            plain.Write([value]);
            text = text[(escape + length)..];
        }

        plain.Write(text);
        return Encoding.UTF8.GetString(plain.WrittenSpan);
    }

    private bool ReadValue()
    {
        if (at >= all.Length)
        {
            return Break();
        }

        IsText = all[at] == '"';
        ValueAt = IsText ? at + 1 : at;
        var isWhole =
            IsText ? ReadText(out _)
            : all[at] == '[' ? ReadTexts()
            : ReadNumber();
        if (!isWhole)
        {
            return Break();
        }

        Value = all[ValueAt..(IsText ? at - 1 : at)];
        return true;
    }

    private bool ReadText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Take((byte)'"'))
        {
            return false;
        }

        var from = at;
        while (all[at..].IndexOfAny(Special) is var next and >= 0)
        {
            at += next;
            if (all[at] == '"')
            {
                text = all[from..at];
                at++;
                return true;
            }

            var (_, length) = Escape(all[at..]);
            if (length == 0)
            {
                return false;
            }

            at += length;
        }

        return false;
    }

    /// <summary>The byte that an escape stands for, and its length: 0 for one that is not the shortest.</summary>
    private static (byte Value, int Length) Escape(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '\\')
        {
            return default;
        }

        if ("\"\\btnfr"u8.IndexOf(text[1]) is var known and >= 0)
        {
            return ("\"\\\b\t\n\f\r"u8[known], 2);
        }

        var isControl =
            text.Length >= 6
            && text.StartsWith("\\u00"u8)
            && text[4] is (byte)'0' or (byte)'1'
            && Utf8Parser.TryParse(text[4..6], out byte value, out var used, 'x')
            && used == 2
            && text[5] is not (>= (byte)'A' and <= (byte)'F')
            && value is not (8 or 9 or 10 or 12 or 13);
        return isControl ? ((byte)(((text[4] - '0') << 4) | HexOf(text[5])), 6) : default;
    }

    private static int HexOf(byte digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;

    private bool ReadNumber()
    {
        if (!Utf8Parser.TryParse(all[at..], out long number, out var used) || number is > Exact or < -Exact)
        {
            return false;
        }

        var digits = all.Slice(at, used);
        at += used;
        digits = number < 0 ? digits[1..] : digits;
        return digits[0] is not ((byte)'-' or (byte)'+') && (digits[0] != '0' || digits.Length == 1);
    }

    private bool ReadTexts()
    {
        at++;
        if (at < all.Length && all[at] == ']')
        {
            at++;
            return true;
        }

        ReadOnlySpan<byte> before = default;
        for (var isFirst = true; ; isFirst = false)
        {
            if (!ReadText(out var text) || (!isFirst && !IsInOrder(before, text)) || at >= all.Length)
            {
                return false;
            }

            before = text;
            if (all[at++] is var next && next != ',')
            {
                return next == ']';
            }
        }
    }

    /// <summary>By UTF-16 units, which for plain ASCII is the order of the bytes.</summary>
    private static bool IsInOrder(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        Ascii.IsValid(first) && Ascii.IsValid(second) && !first.Contains((byte)'\\') && !second.Contains((byte)'\\')
            ? first.SequenceCompareTo(second) <= 0
            : string.CompareOrdinal(Decode(first), Decode(second)) <= 0;

    private bool Take(byte expected)
    {
        if (at < all.Length && all[at] == expected)
        {
            at++;
            return true;
        }

        return Break();
    }

    private bool Break()
    {
        IsBroken = true;
        return false;
    }
}
