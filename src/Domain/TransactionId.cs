namespace FinancialMcp.Domain;

/// <summary>A transaction's id at the bank: a UUID in its hyphenated form. <c>default</c> is no transaction.</summary>
public readonly record struct TransactionId(Guid Value)
{
    public const string Pattern = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

    /// <summary>Reads the hyphenated form only; false for anything else.</summary>
    public static bool TryParse(string? text, out TransactionId id)
    {
        var read = HyphenatedUuid.TryParse(text, out var value);
        id = new TransactionId(value);
        return read;
    }

    /// <summary>Reads an id. Throws <see cref="FormatException"/> for anything else.</summary>
    public static TransactionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a transaction id.");

    public override string ToString() => Value.ToString("D");
}
