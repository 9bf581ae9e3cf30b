namespace FinancialMcp.Mcp.Tools;

/// <summary>What every tool of a kind says in the same words.</summary>
internal static class Advice
{
    public const string AfterMoving =
        "Answers a receipt. If its status is in_doubt, or no answer came, ask get_operation: never submit again under "
        + "another key.";
}
