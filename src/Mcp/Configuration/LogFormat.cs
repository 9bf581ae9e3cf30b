namespace FinancialMcp.Mcp.Configuration;

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    Json,
    Text,
}
