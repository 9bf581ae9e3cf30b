namespace FinancialMcp.Mcp;

internal static class Program
{
    private static int Main() => 0;
}
