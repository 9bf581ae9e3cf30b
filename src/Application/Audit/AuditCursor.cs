using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// A place between two records of the trail, in the order of time and number. It stays what it is while records are
/// written: whoever goes on from it neither meets a record again nor misses one that stood there when the search began.
/// </summary>
/// <param name="RecordedAt">In microseconds since 1970.</param>
/// <param name="Seq">The record's number.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AuditCursor(long RecordedAt, long Seq) : IComparable<AuditCursor>
{
    private const string Version = "1";

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string? text, out AuditCursor cursor)
    {
        cursor = default;
        if (text is null or "" || text.Length > 80 || !Base64Url.IsValid(text))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(':');
        if (
            parts is not [Version, var at, var seq]
            || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || !long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || microseconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() * 1_000_000
        )
        {
            return false;
        }

        cursor = new AuditCursor(microseconds, number);
        return true;
    }

    /// <summary>The place of a record: what goes on from it does not meet the record itself again.</summary>
    public static AuditCursor Of(SealedRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new AuditCursor(record.RecordedAt, record.Seq);
    }

    public int CompareTo(AuditCursor other) =>
        RecordedAt != other.RecordedAt ? RecordedAt.CompareTo(other.RecordedAt) : Seq.CompareTo(other.Seq);

    public static bool operator <(AuditCursor left, AuditCursor right) => left.CompareTo(right) < 0;

    public static bool operator >(AuditCursor left, AuditCursor right) => left.CompareTo(right) > 0;

    public static bool operator <=(AuditCursor left, AuditCursor right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AuditCursor left, AuditCursor right) => left.CompareTo(right) >= 0;

    /// <summary>Opaque, for URLs and callers.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}:{RecordedAt}:{Seq}"))
        );
}
