using System.Text;
using System.Text.Json;
using CsCheck;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Domain.Tests.Audit;

public sealed class CanonicalObjectTests
{
    [Fact]
    public void The_text_of_RFC_8785_is_escaped_as_it_says() =>
        Assert.Equal("{\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}", Text("string", "€$\u000f\nA'B\"\\\\\"/"));

    [Fact]
    public void Control_characters_have_their_short_or_lower_case_escape()
    {
        Assert.Equal("{\"a\":\"\\b\\t\\n\\f\\r\"}", Text("a", "\b\t\n\f\r"));
        Assert.Equal("{\"a\":\"\\u0000\\u001f\u007f\"}", Text("a", "\0\u001f\u007f"));
    }

    [Fact]
    public void Nothing_else_is_escaped() => Assert.Equal("{\"a\":\"</ü✓🏠\u2028'+&\"}", Text("a", "</ü✓🏠\u2028'+&"));

    [Theory]
    [InlineData("\ud83c")]
    [InlineData("a\udfe0b")]
    public void Half_a_surrogate_pair_becomes_the_replacement_character(string text) =>
        Assert.Contains('\ufffd', Text("a", text));

    [Fact]
    public void Any_text_is_read_back_as_it_was() =>
        Gen
            .Char.Array[0, 60]
            .Select(characters => new string(characters))
            .Where(IsWellFormed)
            .Sample(text =>
            {
                using var document = JsonDocument.Parse(new CanonicalObject().Add("a", text).ToBytes());
                Assert.Equal(text, document.RootElement.GetProperty("a").GetString());
            });

    [Fact]
    public void Members_stand_in_order_without_white_space_and_what_is_absent_is_left_out() =>
        Assert.Equal(
            """{"a":"x","b":-7,"d":["A","a","b"],"e":[]}""",
            Encoding.UTF8.GetString(
                new CanonicalObject()
                    .Add("a", "x")
                    .Add("b", -7)
                    .Add("c", (string?)null)
                    .Add("d", ["b", "A", "a"])
                    .Add("e", (IReadOnlyCollection<string>)[])
                    .Add("f", (long?)null)
                    .ToBytes()
            )
        );

    [Fact]
    public void An_object_without_members_is_one() => Assert.Equal("{}"u8.ToArray(), new CanonicalObject().ToBytes());

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    public void A_member_out_of_order_is_refused(string first, string second) =>
        Assert.Throws<InvalidOperationException>(() => new CanonicalObject().Add(first, "x").Add(second, "y"));

    [Theory]
    [InlineData((1L << 53) + 1)]
    [InlineData(-(1L << 53) - 1)]
    public void A_number_that_JSON_cannot_hold_exactly_is_refused(long value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CanonicalObject().Add("a", value));

    private static string Text(string name, string value) =>
        Encoding.UTF8.GetString(new CanonicalObject().Add(name, value).ToBytes());

    private static bool IsWellFormed(string text) => !text.EnumerateRunes().Contains(Rune.ReplacementChar);
}
