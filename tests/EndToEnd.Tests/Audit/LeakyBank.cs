using System.Globalization;
using System.Text.RegularExpressions;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>
/// A bank whose every bad answer tells a secret: in texts, stack traces, headers, and in what is no HTTP at all. One
/// account can be read, so that changes of it are sent; the accounts from 5000 on, and the amounts from 5.00 on, name the
/// bad answer that they get. Both of its services are this one server.
/// </summary>
internal sealed partial class LeakyBank : IAsyncDisposable
{
    public const string Account = "1001";
    private const int FirstAccount = 5000;
    private const int FirstCents = 500;

    private static readonly (string Name, Func<string, RawReply> Tell)[] Replies =
    [
        ("500", secret => RawReply.Json(500, Error(secret))),
        ("400", secret => RawReply.Json(400, Error(secret))),
        ("401", secret => RawReply.Json(401, Error(secret), $"WWW-Authenticate: Bearer error=\"{secret}\"")),
        ("403", secret => RawReply.Json(403, Error(secret))),
        ("404", secret => RawReply.Json(404, Error(secret))),
        ("409", secret => RawReply.Json(409, Error(secret))),
        ("422", secret => RawReply.Json(422, Error(secret))),
        ("429", secret => RawReply.Json(429, Error(secret), $"Retry-After: {secret}")),
        ("503", secret => RawReply.Typed(503, "text/html", $"<html><pre>{secret}\n at Bank.Pay()</pre></html>")),
        ("plain text", secret => RawReply.Typed(200, "text/plain", secret)),
        ("odd type", secret => RawReply.Typed(200, "application/" + secret, "{}")),
        ("broken JSON", secret => RawReply.Json(200, $"{{\"id\":\"{secret}")),
        ("wrong types", secret => RawReply.Json(200, $"{{\"id\":\"{secret}\",\"status\":{{\"{secret}\":[]}}}}")),
        ("unknown words", secret => RawReply.Json(200, AccountJson(secret))),
        ("redirect", secret => RawReply.Empty(302, $"Location: http://{secret}.test/?token={secret}")),
        ("headers", secret => RawReply.Json(500, "{}", $"Set-Cookie: session={secret}", $"X-Debug: {secret}")),
        ("reason phrase", secret => RawReply.Raw($"HTTP/1.1 500 {secret}\r\nContent-Length: 0\r\n\r\n")),
        ("no HTTP", secret => RawReply.Raw($"{secret}\r\n\r\n")),
        ("odd status", secret => RawReply.Raw($"HTTP/1.1 {secret}\r\n\r\n")),
        ("odd header", secret => RawReply.Raw($"HTTP/1.1 200 OK\r\n{secret}\r\n\r\n")),
        ("odd length", secret => RawReply.Raw($"HTTP/1.1 200 OK\r\nContent-Length: {secret}\r\n\r\n")),
        ("odd chunk", secret => RawReply.Raw($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{secret}\r\n")),
        ("cut off", secret => RawReply.Truncated(200, $"{{\"id\":\"{secret}\",\"more\":\"{secret}\"}}")),
    ];

    private readonly Canaries canaries;
    private readonly string[] toReads;
    private readonly string[] toChanges;
    private readonly string elsewhere;
    private readonly RawHttpServer server;

    public LeakyBank(Canaries canaries)
    {
        this.canaries = canaries;
        toReads = [.. Replies.Select(reply => canaries.New("the bank's answer to a read: " + reply.Name))];
        toChanges = [.. Replies.Select(reply => canaries.New("the bank's answer to a change: " + reply.Name))];
        elsewhere = canaries.New("the bank's answer to what we ask for ourselves");
        server = new RawHttpServer(Answer);
    }

    public string Url => server.Url.ToString().TrimEnd('/');

    /// <summary>One account for each bad answer to a read.</summary>
    public static IEnumerable<string> BadAccounts =>
        Replies.Index().Select(reply => (FirstAccount + reply.Index).ToString(CultureInfo.InvariantCulture));

    /// <summary>One amount for each bad answer to a change.</summary>
    public static IEnumerable<string> BadAmounts =>
        Replies
            .Index()
            .Select(reply => ((FirstCents + reply.Index) / 100m).ToString("0.00", CultureInfo.InvariantCulture));

    /// <summary>The tokens that it was shown are secrets too.</summary>
    public void PlantItsTokens()
    {
        foreach (var token in server.Requests.Select(TokenOf).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            canaries.Token("a token of ours towards the bank", token);
        }
    }

    /// <summary>How many changes have arrived.</summary>
    public int Changes => server.Requests.Count(request => request.Method == "POST");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static string? TokenOf(RawRequest request) =>
        request.Headers.TryGetValue("authorization", out var header) ? header.Split(' ')[^1] : null;

    private RawReply Answer(RawRequest request)
    {
        if (request.Method == "POST" && Cents().Match(request.Body) is { Success: true } amount)
        {
            return Tell(
                toChanges,
                (int)(decimal.Parse(amount.Groups["sum"].Value, CultureInfo.InvariantCulture) * 100) - FirstCents
            );
        }

        if (AccountPath().Match(request.Target) is { Success: true } account)
        {
            var id = account.Groups["id"].Value;
            return id == Account
                ? RawReply.Json(200, AccountJson("ACTIVE"))
                : Tell(toReads, int.Parse(id, CultureInfo.InvariantCulture) - FirstAccount);
        }

        return RawReply.Json(500, Error(elsewhere));
    }

    private static RawReply Tell(string[] secrets, int number) => Replies[number].Tell(secrets[number]);

    private static string Error(string secret) =>
        $$"""
            {"error":"{{secret}}","message":"could not connect with password={{secret}}","code":"{{secret}}",
             "trace":"java.lang.IllegalStateException: {{secret}}\n\tat bank.Ledger.post(Ledger.java:42)","details":["{{secret}}"]}
            """;

    private static string AccountJson(string status) =>
        $$"""
            {"id":1001,"ownerId":"alice","accountType":"CHECKING","balance":100.00,"createdAt":"2026-01-31",
             "status":"{{status}}","interestRate":null,"internalNote":"{{status}}"}
            """;

    [GeneratedRegex("\"amount\":(?<sum>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cents();

    [GeneratedRegex("^/api/accounts/(?<id>[0-9]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AccountPath();
}
