using System.ComponentModel;
using System.Globalization;
using ModelContextProtocol.Server;

namespace FinancialMcp.Bench;

/// <summary>
/// The two tools as the SDK's documentation writes them. Parameters have the wire's names, because the SDK takes an
/// argument's name from the parameter.
/// </summary>
internal sealed class BareTools
{
    [McpServerTool(Name = "get_account", UseStructuredContent = true, ReadOnly = true)]
    [Description("An account with its balance.")]
    public static Task<BareAccount> GetAccountAsync(
        BareBank bank,
        [Description("The account.")] string account_id,
        CancellationToken cancellationToken
    ) => bank.AccountAsync(account_id, cancellationToken);

    [McpServerTool(Name = "transfer_funds", UseStructuredContent = true, ReadOnly = false)]
    [Description("Moves money between two accounts.")]
    public static Task<BareTransfer> TransferFundsAsync(
        BareBank bank,
        [Description("Whence.")] string from_account_id,
        [Description("Where to.")] string to_account_id,
        [Description("Decimal text.")] string amount,
        [Description("Names this payment.")] string idempotency_key,
        CancellationToken cancellationToken
    ) =>
        bank.TransferAsync(
            new BankTransfer(
                from_account_id,
                to_account_id,
                decimal.Parse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            ),
            idempotency_key,
            cancellationToken
        );
}
