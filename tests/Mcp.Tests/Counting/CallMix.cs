using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FinancialMcp.Mcp.Tests.Authentication;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Mcp.Tests.Tools;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Counting;

/// <summary>
/// Calls of every sort that a server gets, good and bad, each over real HTTP. What a member makes is over when it
/// returns: answered, or begun by the server and broken off. Each says how many calls it made.
/// </summary>
internal sealed class CallMix(RunningServer server, BankSignals bank) : IDisposable
{
    private static readonly string Alice = Tokens.ForAgent(BankWorld.Caller, "ROLE_USER");
    private static readonly string Scoped = Scope("accounts:read");
    private static readonly string NoRights = Tokens.ForAgent(BankWorld.Caller, "ROLE_NOBODY");
    private readonly RawAgent alice = new(server, Alice);
    private readonly BreakingOff leaving = new(server, bank, Alice);

    /// <summary>Every sort, by name.</summary>
    public IReadOnlyList<(string Name, Func<Dice, Task<int>> Make)> Sorts =>
        [
            ("read", _ => One(ReadAsync("1001"))),
            ("list", dice => One(alice.AskAsync(dice.Pick(["tools/list", "resources/list", "prompts/list", "ping"])))),
            ("resource", _ => One(alice.AskAsync("resources/read", new JsonObject { ["uri"] = "account://1001" }))),
            ("notification", _ => One(PostAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""))),
            ("handshake", _ => One(PostAsync(Handshake))),
            ("payment", _ => One(PayAsync(BankWorld.NewKey()))),
            ("replay", _ => TwiceAsync("0.05")),
            ("another amount", _ => TwiceAsync("0.06")),
            ("held and cancelled", _ => HoldAndCancelAsync()),
            ("refused by the bank", _ => One(alice.CallAsync("withdraw_funds", Payment("1001", amount: "900000.00")))),
            ("lost answer", _ => One(LoseAnswerAsync())),
            ("foreign", _ => One(ReadAsync("1003"))),
            ("hidden tool", _ => One(new RawAgent(server, NoRights).CallAsync("get_account", Account("1001")))),
            ("missing scope", _ => One(new RawAgent(server, Scoped).CallAsync("deposit_funds", Payment("1001")))),
            ("bank away", _ => One(ReadAsync(BankSignals.Away))),
            ("invalid", dice => One(ReadAsync(dice.Pick(["", "../1001", "1e3", "1001\u202e"])))),
            ("unknown argument", _ => One(alice.CallAsync("get_account", new JsonObject { ["password"] = "hunter2" }))),
            ("unknown tool", _ => One(alice.CallAsync("no_such_tool"))),
            ("unknown method", _ => One(alice.AskAsync("no/such/method"))),
            ("unknown resource", _ => One(alice.AskAsync("resources/read", new JsonObject { ["uri"] = "x://1" }))),
            ("malformed", dice => One(PostAsync(dice.Pick(Malformed)))),
            ("too large", _ => One(PostAsync(new string(' ', 300 * 1024)))),
            ("unauthenticated", UnauthenticatedAsync),
            ("wrong method", _ => One(SendAsync(HttpMethod.Get, "/mcp", Alice))),
            ("foreign origin", _ => One(PostAsync(Handshake, ("Origin", "https://attacker.test")))),
            ("broken off in the body", _ => One(leaving.InTheBodyAsync())),
            ("broken off at the bank", _ => One(leaving.WhileReadingAsync())),
            ("broken off in a payment", _ => One(leaving.WhilePayingAsync())),
        ];

    /// <summary>The reasons why a flood is refused, times the addresses that it comes from.</summary>
    public const int KindsOfFlood = 6 * 3;

    private const string Handshake =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"mix","version":"1"}}}""";

    private static readonly string[] Malformed =
    [
        "",
        "{",
        "[]",
        """{"jsonrpc":"2.0","id":1,"method":"ping","method":"ping"}""",
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_account","arguments":[]}}""",
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":5}}""",
    ];

    /// <summary>Many at once, from several addresses: those beyond the first few are summed.</summary>
    public async Task<int> FloodAsync(int calls)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, calls),
            async (number, _) => await UnauthenticatedAsync(number)
        );
        return calls;
    }

    public void Dispose() => leaving.Dispose();

    private Task<int> UnauthenticatedAsync(Dice dice) => UnauthenticatedAsync(dice.Roll(60));

    private async Task<int> UnauthenticatedAsync(int number)
    {
        var token = (number % 5) switch
        {
            0 => null,
            1 => "no-token",
            2 => new MintedToken { ExpiresIn = TimeSpan.FromHours(-1) }.Sign(),
            3 => new MintedToken { Issuer = "https://other.test" }.Sign(),
            _ => Alice[..^2] + (Alice.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"),
        };
        var path = number % 7 == 0 ? "/mcp?access_token=x" : "/mcp";
        using var source = SourceOf(2 + (number % 3));
        return await One(SendAsync(HttpMethod.Post, path, token, source));
    }

    private Task<RawAnswer> ReadAsync(string account) => alice.CallAsync("get_account", Account(account));

    private Task<RawAnswer> PayAsync(string key, string amount = "0.05") =>
        alice.CallAsync("deposit_funds", Payment("1001", key, amount));

    private async Task<int> TwiceAsync(string secondAmount)
    {
        var key = BankWorld.NewKey();
        await PayAsync(key);
        await PayAsync(key, secondAmount);
        return 2;
    }

    private async Task<int> HoldAndCancelAsync()
    {
        var held = await alice.CallAsync(
            "transfer_funds",
            new JsonObject
            {
                ["from_account_id"] = "1001",
                ["to_account_id"] = TestPolicy.HeldCounterparty,
                ["amount"] = "0.05",
                ["idempotency_key"] = BankWorld.NewKey(),
            }
        );
        var id = held.Structured.GetProperty("operation_id").GetString();
        await alice.CallAsync("cancel_operation", new JsonObject { ["operation_id"] = id });
        return 2;
    }

    private async Task LoseAnswerAsync()
    {
        var key = BankWorld.NewKey();
        await bank.DropAnswerOfAsync(BankSignals.BackendKeyOf(key));
        await PayAsync(key);
    }

    private async Task PostAsync(string body, params (string, string)[] headers)
    {
        using var answer = await server.PostAsync(body, Alice, headers);
        await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task SendAsync(HttpMethod method, string path, string? token, HttpClient? from = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Url + path));
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent(Handshake, System.Text.Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        using var answer = await (from ?? server.Http).SendAsync(request);
        Assert.True((int)answer.StatusCode is >= 400 and < 500);
    }

    private static async Task<int> One(Task call)
    {
        await call;
        return 1;
    }

    private static JsonObject Account(string account) => new() { ["account_id"] = account };

    private static JsonObject Payment(string account, string? key = null, string amount = "0.05") =>
        new()
        {
            ["account_id"] = account,
            ["amount"] = amount,
            ["idempotency_key"] = key ?? BankWorld.NewKey(),
        };

    private static string Scope(string scope) =>
        Tokens.ForAgent(
            BankWorld.Caller,
            "ROLE_USER",
            new Dictionary<string, object>(StringComparer.Ordinal) { ["scope"] = scope }
        );

    /// <summary>Connects from another address of the loopback: for the server another source.</summary>
    private static HttpClient SourceOf(int host) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancel) =>
                {
                    var socket = new System.Net.Sockets.Socket(
                        System.Net.Sockets.SocketType.Stream,
                        System.Net.Sockets.ProtocolType.Tcp
                    );
                    socket.Bind(
                        new IPEndPoint(
                            IPAddress.Parse("127.0.0." + host.ToString(CultureInfo.InvariantCulture)),
                            port: 0
                        )
                    );
                    await socket.ConnectAsync(context.DnsEndPoint, cancel);
                    return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                },
            }
        );
}
