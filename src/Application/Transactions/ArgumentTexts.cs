namespace FinancialMcp.Application.Transactions;

/// <summary>What several tools say of an argument in the same words.</summary>
internal static class ArgumentTexts
{
    public const string ConfirmDistinctFrom =
        "Only after POSSIBLE_DUPLICATE, when a second payment is meant: the earlier operation_id.";
}
