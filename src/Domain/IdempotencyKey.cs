using System.Text.RegularExpressions;

namespace FinancialMcp.Domain;

/// <summary>
/// The key under which a caller asks for a change: the same key never executes twice, and never expires.
/// <c>default</c> is no key.
/// </summary>
public readonly partial record struct IdempotencyKey
{
    public const string Pattern = "^[A-Za-z0-9._:-]{16,64}$";

    private readonly string? value;

    private IdempotencyKey(string value) => this.value = value;

    /// <summary>Reads 16 to 64 of the allowed characters; false for anything else.</summary>
    public static bool TryParse(string? text, out IdempotencyKey key)
    {
        key = default;
        if (text is null || !Form().IsMatch(text))
        {
            return false;
        }

        key = new IdempotencyKey(text);
        return true;
    }

    /// <summary>Reads a key. Throws <see cref="FormatException"/> for anything else.</summary>
    public static IdempotencyKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("Not an idempotency key.");

    public override string ToString() =>
        value ?? throw new InvalidOperationException("An idempotency key that was never set.");

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{16,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
