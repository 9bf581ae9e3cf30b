namespace FinancialMcp.Domain;

/// <summary>
/// Reads a UUID in its hyphenated form and no other. The platform's own exact reading also takes spaces around it, and a
/// sign or <c>0x</c> inside a group.
/// </summary>
internal static class HyphenatedUuid
{
    private const int Length = 36;

    public static bool TryParse(string? text, out Guid value)
    {
        value = default;
        return text is { Length: Length }
            && text.All(character => char.IsAsciiHexDigit(character) || character == '-')
            && Guid.TryParseExact(text, "D", out value);
    }
}
