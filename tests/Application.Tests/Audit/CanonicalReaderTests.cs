using System.Text;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Tests.Audit;

/// <summary>What verifies a record's form accepts what the writer writes, and no other bytes that say the same.</summary>
public sealed class CanonicalReaderTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("quote \" backslash \\ solidus /")]
    [InlineData("\0\u0001\b\t\n\u000b\f\r\u001f\u007f")]
    [InlineData("Größe ✓ 🏠 \ufffd \ue000")]
    [InlineData("half a pair \ud83c")]
    public void What_the_writer_writes_is_read_back(string text)
    {
        var bytes = new CanonicalObject()
            .Add("a", text)
            .Add("b", [text, "z", "", "🏠", "\ue000"])
            .Add("c", 0)
            .Add("d", -1L << 53)
            .Add("e", [])
            .ToBytes();

        var reader = new CanonicalReader(bytes);

        Assert.True(reader.Read());
        Assert.Equal("a", Encoding.ASCII.GetString(reader.Name));
        Assert.Equal(text.EndsWith('\ud83c') ? text[..^1] + '\ufffd' : text, CanonicalReader.Decode(reader.Value));
        Assert.True(reader.IsText);
        for (var left = 4; left > 0; left--)
        {
            Assert.True(reader.Read());
            Assert.False(reader.IsText);
        }

        Assert.False(reader.Read());
        Assert.False(reader.IsBroken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData(" {}")]
    [InlineData("{} ")]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a": 1}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"b":1,"a":2}""")]
    [InlineData("""{"a":1}{}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":-0}""")]
    [InlineData("""{"a":+1}""")]
    [InlineData("""{"a":1.0}""")]
    [InlineData("""{"a":1e2}""")]
    [InlineData("""{"a":9007199254740993}""")]
    [InlineData("""{"a":true}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":["b","a"]}""")]
    [InlineData("""{"a":["a","b",]}""")]
    [InlineData("""{"a":[1]}""")]
    [InlineData("""{"a":["a"}""")]
    [InlineData("""{"a":"\/"}""")]
    [InlineData("""{"a":"\u0041"}""")]
    [InlineData("""{"a":"\u001F"}""")]
    [InlineData("""{"a":"\u000a"}""")]
    [InlineData("""{"a":"\u00"}""")]
    [InlineData("""{"a":"\"}""")]
    [InlineData("{\"a\":\"\n\"}")]
    [InlineData("""{"\u0061":1}""")]
    [InlineData("""{"":1}""")]
    public void Any_other_bytes_are_refused(string text)
    {
        var reader = new CanonicalReader(Encoding.UTF8.GetBytes(text));
        while (reader.Read()) { }

        Assert.True(reader.IsBroken);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused()
    {
        var reader = new CanonicalReader([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]);
        while (reader.Read()) { }

        Assert.True(reader.IsBroken);
    }
}
