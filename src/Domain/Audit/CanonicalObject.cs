using System.Buffers;
using System.Globalization;
using System.Text;

namespace FinancialMcp.Domain.Audit;

/// <summary>
/// One flat JSON object in the canonical form of RFC 8785: no white space, members in ascending order of their names,
/// the shortest escapes, UTF-8. The same members always give the same bytes. A lone surrogate in a text becomes U+FFFD,
/// so that no text can prevent a record. Absent members are left out, not written as null.
/// </summary>
public sealed class CanonicalObject
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
            + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"
    );

    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private string last = "";

    /// <summary>
    /// Adds a text; null adds nothing. Throws <see cref="InvalidOperationException"/> when the name does not sort after
    /// the one before it: the order is the caller's to keep, so that no sort is paid for on every record.
    /// </summary>
    public CanonicalObject Add(string name, string? value)
    {
        if (value is not null)
        {
            Begin(name);
            Text(value);
        }

        return this;
    }

    /// <summary>Adds a whole number; null adds nothing. Throws beyond ±2^53, where JSON numbers stop being exact.</summary>
    public CanonicalObject Add(string name, long? value)
    {
        const long exact = 1L << 53;
        if (value is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(number, exact, nameof(value));
            ArgumentOutOfRangeException.ThrowIfLessThan(number, -exact, nameof(value));
            Begin(name);
            number.TryFormat(buffer.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
            buffer.Advance(written);
        }

        return this;
    }

    /// <summary>Adds a set of texts, as an array in ordinal order; null adds nothing.</summary>
    public CanonicalObject Add(string name, IReadOnlyCollection<string>? values)
    {
        if (values is not null)
        {
            Begin(name);
            var separator = (byte)'[';
            foreach (var value in values.Order(StringComparer.Ordinal))
            {
                Raw(separator);
                Text(value);
                separator = (byte)',';
            }

            if (values.Count == 0)
            {
                Raw((byte)'[');
            }

            Raw((byte)']');
        }

        return this;
    }

    /// <summary>The object's bytes. The object is then complete: nothing may be added.</summary>
    public byte[] ToBytes()
    {
        if (last.Length == 0)
        {
            Raw((byte)'{');
        }

        Raw((byte)'}');
        return buffer.WrittenSpan.ToArray();
    }

    private void Begin(string name)
    {
        if (string.CompareOrdinal(last, name) >= 0)
        {
            throw new InvalidOperationException($"The member '{name}' does not sort after '{last}'.");
        }

        Raw(last.Length == 0 ? (byte)'{' : (byte)',');
        last = name;
        Text(name);
        Raw((byte)':');
    }

    private void Raw(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    private void Text(ReadOnlySpan<char> text)
    {
        Raw((byte)'"');
        while (text.Length > 0)
        {
            var at = text.IndexOfAny(Escaped);
            var plain = at < 0 ? text : text[..at];
            Encoding.UTF8.GetBytes(plain, buffer);
            if (at < 0)
            {
                break;
            }

            Encoding.UTF8.GetBytes(EscapeOf(text[at]), buffer);
            text = text[(at + 1)..];
        }

        Raw((byte)'"');
    }

    private static string EscapeOf(char value) =>
        value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)value:x4}"),
        };
}
