namespace FinancialMcp.Domain.Operations;

/// <summary>An operation's id: a version 7 UUID, so that ids sort by the time they were made.</summary>
public readonly record struct OperationId(Guid Value)
{
    public const string Pattern = TransactionId.Pattern;

    public static OperationId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Reads the hyphenated form only; false for anything else.</summary>
    public static bool TryParse(string? text, out OperationId id)
    {
        var read = HyphenatedUuid.TryParse(text, out var value);
        id = new OperationId(value);
        return read;
    }

    public override string ToString() => Value.ToString("D");
}
