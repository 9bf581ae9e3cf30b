namespace FinancialMcp.Infrastructure.Backends;

/// <summary>A whole answer to a change.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">The body's media type as declared, without parameters; null for none.</param>
/// <param name="Body">The whole body, possibly empty.</param>
internal sealed record BankAnswer(int Status, string? MediaType, ReadOnlyMemory<byte> Body)
{
    public bool IsJson => string.Equals(MediaType, "application/json", StringComparison.OrdinalIgnoreCase);
}
