namespace FinancialMcp.Mcp.Configuration;

/// <summary>A server by name or address, and its port.</summary>
internal sealed record HostAndPort(string Host, int Port);
