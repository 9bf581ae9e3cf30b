using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>A request with something in one place, which its caller controls, that must not get further.</summary>
internal sealed record HostileCall(
    string Place,
    string Body,
    IReadOnlyList<(string Name, string Value)> Headers,
    string Target = "/mcp"
);

/// <summary>A text in every place of a request that its caller controls.</summary>
internal static class HostileCalls
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private static readonly string Token = Tokens.ForAgent("alice", "ROLE_USER");

    /// <summary>Bodies in which TEXT is put, by the place.</summary>
    private static readonly (string Place, string Body)[] Bodies =
    [
        ("tool", Call("TEXT", "{}")),
        ("tool that is refused", """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"TEXT","arguments":{}}}"""),
        ("argument name", Call("get_account", """{"TEXT":"1"}""")),
        ("typed argument", Call("get_account", """{"account_id":"TEXT"}""")),
        ("key", Call("deposit_funds", """{"account_id":"1001","amount":"0.05","idempotency_key":"TEXT"}""")),
        (
            "free text",
            Call(
                "deposit_funds",
                """{"account_id":"1001","amount":"0.05","idempotency_key":"KEY","description":"TEXT"}"""
            )
        ),
        ("part of an argument", Call("get_account", """{"account_id":{"TEXT":["TEXT"]}}""")),
        ("method", """{"jsonrpc":"2.0","id":1,"method":"TEXT","params":{}}"""),
        ("member", """{"jsonrpc":"2.0","id":1,"method":"ping","TEXT":"TEXT"}"""),
        ("message id", """{"jsonrpc":"2.0","id":"TEXT","method":"no/such/method"}"""),
        ("resource", Ask("resources/read", """{"uri":"TEXT"}""")),
        ("account resource", Ask("resources/read", """{"uri":"account://TEXT"}""")),
        ("prompt", Ask("prompts/get", """{"name":"TEXT"}""")),
        ("prompt argument", Ask("prompts/get", """{"name":"review_account","arguments":{"account_id":"TEXT"}}""")),
        (
            "completion",
            Ask(
                "completion/complete",
                """{"ref":{"type":"ref/resource","uri":"account://{account_id}"},"argument":{"name":"account_id","value":"TEXT"}}"""
            )
        ),
        (
            "client",
            Ask(
                "initialize",
                """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"TEXT","version":"TEXT"}}"""
            )
        ),
        (
            "version",
            Ask(
                "initialize",
                """{"protocolVersion":"TEXT","capabilities":{},"clientInfo":{"name":"a","version":"1"}}"""
            )
        ),
        ("cursor", Ask("tools/list", """{"cursor":"TEXT"}""")),
        ("meta", Ask("ping", """{"_meta":{"TEXT":"TEXT","progressToken":"TEXT"}}""")),
        (
            "notification",
            """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"TEXT"}}"""
        ),
        ("no JSON", "TEXT"),
    ];

    private static readonly string[] Headers =
    [
        "User-Agent",
        "MCP-Protocol-Version",
        "Mcp-Method",
        "Mcp-Name",
        "Mcp-Session-Id",
        "Origin",
        "Host",
        "Content-Type",
        "Content-Encoding",
        "Accept",
        "Cookie",
        "Referer",
        "X-Request-Id",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "Forwarded",
        "traceparent",
        "tracestate",
        "baggage",
        "Authorization",
    ];

    /// <summary>Claims in which TEXT is put; what names who calls is refused, the rest is kept in the record.</summary>
    private static readonly string[] Claims =
    [
        ""","sub":"TEXT","roles":["ROLE_USER"]""",
        ""","sub":"alice","azp":"TEXT","roles":["ROLE_USER"]""",
        ""","sub":"alice","act":{"sub":"TEXT"},"roles":["ROLE_USER"]""",
        ""","sub":"alice","client_id":"TEXT","roles":["ROLE_USER"]""",
        ""","sub":"alice","roles":["ROLE_USER","TEXT"]""",
        ""","sub":"alice","roles":["ROLE_USER"],"scope":"accounts:read TEXT" """,
        ""","sub":"alice","roles":["ROLE_USER"],"jti":"TEXT","TEXT":"TEXT" """,
    ];

    /// <summary>The text in every place, one call each; the number makes keys differ.</summary>
    public static IEnumerable<HostileCall> With(string text, int number)
    {
        var inJson = HostileTexts.InJson(text);
        var key = $"hostile-text-{number:0000}";
        foreach (var (place, body) in Bodies)
        {
            var put = body.Replace("TEXT", inJson, StringComparison.Ordinal)
                .Replace("KEY", key, StringComparison.Ordinal);
            yield return new HostileCall(place, put, [Bearer(Token)]);
        }

        var inHeader = HostileTexts.InHeader(text);
        foreach (var name in Headers)
        {
            (string, string)[] headers =
                name == "Authorization" ? [(name, "Bearer " + inHeader)] : [Bearer(Token), (name, inHeader)];
            yield return new HostileCall(name, Ping, headers);
        }

        yield return new HostileCall("query", Ping, [Bearer(Token)], "/mcp?" + Uri.EscapeDataString(inHeader) + "=1");
        yield return new HostileCall("header of a token", Ping, [Bearer(HeaderToken(inJson))]);
        foreach (var claims in Claims)
        {
            var token = SignedToken.Of(claims.Replace("TEXT", inJson, StringComparison.Ordinal));
            yield return new HostileCall(claims, Call("get_account", """{"account_id":"1001"}"""), [Bearer(token)]);
        }
    }

    private static string HeaderToken(string inJson) =>
        SignedToken.Of(
            ""","sub":"alice","roles":["ROLE_USER"]""",
            $$"""{"alg":"HS256","typ":"JWT","kid":"{{inJson}}"}"""
        );

    private static (string, string) Bearer(string token) => ("Authorization", "Bearer " + token);

    private static string Call(string tool, string arguments) =>
        Ask("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}}""");

    private static string Ask(string method, string parameters) =>
        $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""";
}
