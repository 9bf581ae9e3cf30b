namespace FinancialMcp.Mcp.Configuration;

/// <summary>
/// What values a setting may have: how its text is read, and how the allowed values are described to people.
/// </summary>
/// <param name="Description">The allowed values in words, for the generated documentation and for refusals.</param>
/// <param name="Read">Reads trimmed, non-empty text; null means that it is refused.</param>
internal sealed record SettingType<T>(string Description, Func<string, Reading<T>?> Read);

/// <summary>A value that was read, distinguishing "read as null" from "refused".</summary>
internal sealed record Reading<T>(T Value);
