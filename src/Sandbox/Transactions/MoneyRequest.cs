using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>A deposit, withdrawal or transfer that is well formed; account -1 is one that cannot exist.</summary>
internal sealed record MoneyRequest(
    string Type,
    long From,
    long To,
    Money Amount,
    string? Currency,
    string? Description,
    string? Reference,
    string? Key
)
{
    private static readonly Money Least = new(1);
    private static readonly Money Most = new(99_999_999);

    /// <summary>Set by a fault: the row is stored with this status and moves nothing.</summary>
    public string? StoredStatus { get; init; }

    /// <summary>Digest of everything v2 compares when a key comes again.</summary>
    public string Fingerprint { get; init; } =
        Digest(
            Type,
            From.ToString(CultureInfo.InvariantCulture),
            To.ToString(CultureInfo.InvariantCulture),
            Amount.ToString(),
            Currency,
            Description,
            Reference
        );

    public static MoneyRequest Read(RequestBody body, string type, string? key)
    {
        var from = Postings.External;
        var to = Postings.External;
        switch (type)
        {
            case TransactionTypes.Transfer:
                from = AccountOf(body.Text("fromAccountId", required: true));
                to = AccountOf(body.Text("toAccountId", required: true));
                break;
            case TransactionTypes.Deposit:
                to = AccountOf(body.Text("accountId", required: true));
                break;
            default:
                from = AccountOf(body.Text("accountId", required: true));
                break;
        }
        var amount = body.Amount("amount", Least, Most, required: true);
        var currency = body.Text("currency", longest: 3);
        var description = body.Text("description", longest: 500);
        var reference = body.Text("reference", longest: 100);
        body.ThrowIfInvalid();
        return new MoneyRequest(type, from, to, amount!.Value, currency, description, reference, key);
    }

    public static long AccountOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : -1;

    /// <summary>A digest in which neither order nor absence can be confused: each part carries its length.</summary>
    public static string Digest(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part is null ? "-" : part.Length.ToString(CultureInfo.InvariantCulture))
                .Append(':')
                .Append(part);
        }
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
