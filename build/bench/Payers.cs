using System.Globalization;
using System.Text;
using FinancialMcp.Testing;

namespace FinancialMcp.Bench;

/// <summary>Sixteen customers of the bank, one for each connection, with accounts enough that no row is everybody's.</summary>
internal sealed class Payers
{
    private const int AccountsEach = 4;
    private const int Amounts = 20_000;
    private const string Staff = "olivia";
    private const string StaffRole = "ROLE_ADMIN";
    private readonly string run = Guid.CreateVersion7().ToString("N");
    private readonly List<Payer> all = [];
    private long payments;

    /// <summary>A token under which the bank lets its holder see and pay from every account.</summary>
    public static string StaffToken => Tokens.ForBank(Staff, StaffRole);

    public static async Task<Payers> RegisterAsync(BankProcess bank)
    {
        var payers = new Payers();
        for (var at = 0; at < Load.Connections; at++)
        {
            var user = $"payer{at}";
            await bank.RegisterAsync(user);
            var accounts = new List<string>();
            while (accounts.Count < AccountsEach)
            {
                var opened = await bank.AskAsync(
                    Staff,
                    StaffRole,
                    HttpMethod.Post,
                    bank.AccountUrl + "/api/accounts",
                    new
                    {
                        accountType = "CHECKING",
                        ownerId = user,
                        balance = 10_000_000,
                    }
                );
                accounts.Add(opened.GetProperty("id").GetRawText());
            }

            payers.all.Add(new Payer(accounts, Tokens.ForAgent(user, "ROLE_USER"), Tokens.ForBank(user, "ROLE_USER")));
        }

        return payers;
    }

    /// <summary>Calls of the two tools at an MCP server.</summary>
    public IEnumerable<Target> ThroughMcp(string server, string url, int processId, string paid)
    {
        var address = new Uri(url);
        yield return new Target(server, Tools.GetAccount, address, AccountsOf(Get), processId);
        yield return new Target(
            server,
            Tools.TransferFunds,
            address,
            at => new Call(Transfer(at), Encoding.UTF8.GetBytes(paid)),
            processId
        );

        Call Get(Payer payer, string account) =>
            new(
                Requests.Tool(address, payer.AgentToken, Tools.GetAccount, $$"""{"account_id":"{{account}}"}"""),
                Encoding.UTF8.GetBytes($"\"account_id\":\"{account}\"")
            );

        byte[] Transfer(int at)
        {
            var payment = NextPayment(at);
            return Requests.Tool(
                address,
                all[at].AgentToken,
                Tools.TransferFunds,
                $$"""{"from_account_id":"{{payment.From}}","to_account_id":"{{payment.To}}","amount":"{{payment.Amount}}","idempotency_key":"{{payment.Key}}"}"""
            );
        }
    }

    /// <summary>The calls that the tools make, at the bank itself.</summary>
    public IEnumerable<Target> AtTheBank(string name, BankProcess bank)
    {
        var accounts = new Uri(bank.AccountUrl);
        var transactions = new Uri(bank.TransactionUrl);
        yield return new Target(name, Tools.GetAccount, accounts, AccountsOf(Get), bank.Id);
        yield return new Target(
            name,
            Tools.TransferFunds,
            transactions,
            at => new Call(Transfer(at), "\"status\":\"COMPLETED\""u8.ToArray()),
            bank.Id
        );

        Call Get(Payer payer, string account) =>
            new(
                Requests.Get(accounts, "/api/accounts/" + account, payer.BankToken),
                Encoding.UTF8.GetBytes($"\"id\":{account},")
            );

        byte[] Transfer(int at)
        {
            var payment = NextPayment(at);
            return Requests.Post(
                transactions,
                "/api/transactions/transfer",
                all[at].BankToken,
                $"Idempotency-Key: {payment.Key}\r\n",
                $$"""{"fromAccountId":"{{payment.From}}","toAccountId":"{{payment.To}}","amount":{{payment.Amount}}}"""
            );
        }
    }

    private Func<int, Call> AccountsOf(Func<Payer, string, Call> call)
    {
        var calls = all.Select(payer => payer.Accounts.Select(account => call(payer, account)).ToArray()).ToArray();
        var turns = new int[all.Count];
        return at => calls[at][turns[at]++ % AccountsEach];
    }

    /// <summary>
    /// The next payment of a connection, to the next customer. Neighbours in time differ in account and amount, because
    /// repetition is something else than load.
    /// </summary>
    private Payment NextPayment(int at)
    {
        var number = Interlocked.Increment(ref payments);
        var account = (int)(number % AccountsEach);
        var cents = 1 + number / AccountsEach % Amounts;
        return new Payment(
            all[at].Accounts[account],
            all[(at + 1) % all.Count].Accounts[account],
            (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{run}-{number}")
        );
    }

    private sealed record Payer(IReadOnlyList<string> Accounts, string AgentToken, string BankToken);

    private readonly record struct Payment(string From, string To, string Amount, string Key);
}

/// <summary>The tools that are measured.</summary>
internal static class Tools
{
    public const string GetAccount = "get_account";
    public const string TransferFunds = "transfer_funds";
}
