using System.Buffers;
using System.Globalization;
using System.Text;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// Records as RFC 4180: every cell in quotes, lines end with CR LF, and no cell holds a line break. What a spreadsheet
/// would take for a formula begins with an apostrophe, as OWASP advises; characters that control, direct or hide are
/// written as <c>\uXXXX</c>.
/// </summary>
internal sealed class CsvRecords : IRecordFormat
{
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫−|%");

    private static readonly string[] Header = ["seq", "position", "epoch", "recorded_at", .. RecordFields.Names];

    public string MediaType => "text/csv; charset=utf-8";

    public string Ending => "csv";

    public void Begin(IBufferWriter<byte> output) => Line(output, Header);

    public void Write(SealedRecord record, IBufferWriter<byte> output)
    {
        var fields = RecordFields.Read(record.Record);
        var time = DateTimeOffset.UnixEpoch.AddTicks(record.RecordedAt * TimeSpan.TicksPerMicrosecond);
        Line(
            output,
            [
                record.Seq.ToString(CultureInfo.InvariantCulture),
                record.Position.ToString(CultureInfo.InvariantCulture),
                record.Epoch.ToString(CultureInfo.InvariantCulture),
                time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                .. RecordFields.Names.Select(name => fields?.GetValueOrDefault(name) ?? ""),
            ]
        );
    }

    /// <summary>A cell without its quotes.</summary>
    internal static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length + 8);
        if (IsFormula(text))
        {
            cell.Append('\'');
        }

        if (UntrustedText.IsClean(text))
        {
            return cell.Append(text).Replace("\"", "\"\"").ToString();
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '"')
            {
                cell.Append("\"\"");
            }
            else if (UntrustedText.IsClean(rune.ToString()))
            {
                cell.Append(rune.ToString());
            }
            else
            {
                Escape(cell, rune);
            }
        }

        return cell.ToString();
    }

    /// <summary>Also behind spaces and what shows nothing, which spreadsheets trim away.</summary>
    private static bool IsFormula(string text)
    {
        foreach (var letter in text)
        {
            if (Formula.Contains(letter))
            {
                return true;
            }

            if (!char.IsWhiteSpace(letter) && UntrustedText.IsClean(letter.ToString()))
            {
                return false;
            }
        }

        return false;
    }

    private static void Escape(StringBuilder cell, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        foreach (var unit in units[..rune.EncodeToUtf16(units)])
        {
            cell.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }
    }

    private static void Line(IBufferWriter<byte> output, string[] cells)
    {
        for (var at = 0; at < cells.Length; at++)
        {
            Encoding.UTF8.GetBytes(at == 0 ? "\"" : ",\"", output);
            Encoding.UTF8.GetBytes(Cell(cells[at]), output);
            Encoding.UTF8.GetBytes("\"", output);
        }

        Encoding.UTF8.GetBytes("\r\n", output);
    }
}
