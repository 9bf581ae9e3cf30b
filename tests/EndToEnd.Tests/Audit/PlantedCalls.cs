using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>Requests of a caller who lets secrets slip wherever a request has room for one.</summary>
internal sealed class PlantedCalls(Canaries canaries)
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    /// <summary>Headers that carry credentials somewhere, or into which they leak.</summary>
    private static readonly string[] HeaderNames =
    [
        "Cookie",
        "X-Api-Key",
        "X-Auth-Token",
        "X-Access-Token",
        "X-Amz-Security-Token",
        "X-CSRF-Token",
        "X-Forwarded-User",
        "X-Forwarded-For",
        "X-Real-IP",
        "X-Request-Id",
        "Proxy-Authorization",
        "Forwarded",
        "Via",
        "Referer",
        "User-Agent",
        "From",
        "Origin",
        "Mcp-Session-Id",
        "Mcp-Method",
        "Mcp-Name",
        "MCP-Protocol-Version",
        "Last-Event-ID",
        "If-None-Match",
        "tracestate",
        "baggage",
        "traceparent",
        "Content-Type",
        "Content-Encoding",
    ];

    private static readonly string[] QueryNames =
    [
        "access_token",
        "token",
        "api_key",
        "key",
        "password",
        "code",
        "client_secret",
        "session",
    ];

    /// <summary>What no tool of ours asks for, and whose name says what it is.</summary>
    private static readonly string[] CredentialArguments =
    [
        "password",
        "token",
        "access_token",
        "Authorization",
        "api_key",
        "apiKey",
        "client_secret",
        "X-Api-Key",
        "cookie",
        "jwt",
        "bearer",
        "credentials",
    ];

    private readonly string good = canaries.Token("a good token", Tokens.ForAgent("alice", "ROLE_USER"));

    /// <summary>All of them, for any path of the MCP listener.</summary>
    public IEnumerable<HostileCall> All =>
        [.. Authorizations(), .. Headers(), .. Queries(), .. Messages(), .. Arguments(), .. FreeTexts()];

    private IEnumerable<HostileCall> Authorizations()
    {
        foreach (var scheme in (string[])["Basic", "Digest", "ApiKey", "Negotiate", "bearer"])
        {
            yield return With(
                $"Authorization: {scheme}",
                "Authorization",
                $"{scheme} {New("Authorization: " + scheme)}"
            );
        }

        var two = New("a second Authorization");
        yield return new HostileCall("two", Ping, [Bearer(good), ("Authorization", "Bearer " + two)]);
        yield return Refused("signed by another", ForgedToken());
        yield return Refused("cut short", good[..^4] + New("a token's end"));
        yield return Refused(
            "expired",
            Claims($$"""{"sub":"alice","exp":1,"password":"{{New("an expired token")}}"}""")
        );
        yield return Refused("a token without a subject", SignedToken.Of($""","secret":"{New("a claim")}" """));
        var claim = New("a claim of a good token");
        yield return Refused(
            "good, with a secret in it",
            SignedToken.Of(
                $$""","sub":"alice","roles":["ROLE_USER"],"jti":"{{New("a token's id")}}","password":"{{claim}}" """
            )
        );
    }

    private IEnumerable<HostileCall> Headers()
    {
        foreach (var name in HeaderNames)
        {
            yield return new HostileCall(name, Ping, [Bearer(good), (name, "session=" + New(name))]);
            yield return With(name + ", nobody's", name, New(name + ", nobody's"));
        }
    }

    private IEnumerable<HostileCall> Queries() =>
        QueryNames.Select(name => new HostileCall(name, Ping, [Bearer(good)], $"/mcp?{name}={New("query " + name)}"));

    /// <summary>The message around the arguments: nobody asks for a text there.</summary>
    private IEnumerable<HostileCall> Messages()
    {
        string[] bodies =
        [
            """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"authorization":"SECRET"}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"SECRET":1}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"token":"SECRET"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"ping","token":"SECRET"}""",
            """{"jsonrpc":"2.0","id":1,"method":"ping","params":"SECRET"}""",
            """{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"SECRET"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"no/such/method","params":{"secret":"SECRET"}}""",
            """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"SECRET"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"experimental":{"secret":{"value":"SECRET"}}},"clientInfo":{"name":"a","version":"1","title":"SECRET"}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":"SECRET","clientInfo":{"name":"a","version":"1"}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"SECRET"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_account","arguments":"SECRET"}}""",
            """{"password":"SECRET" """,
            "SECRET",
        ];
        return bodies.Select(
            (body, number) =>
                new HostileCall(
                    $"message {number}",
                    body.Replace("SECRET", New($"message {number}"), StringComparison.Ordinal),
                    [Bearer(good)]
                )
        );
    }

    private IEnumerable<HostileCall> Arguments() =>
        CredentialArguments.SelectMany(name =>
            (HostileCall[])
                [
                    Call("get_account", $$"""{"account_id":"1001","{{name}}":"{{New("argument " + name)}}"}"""),
                    Call("no_such_tool", $$"""{"{{name}}":"{{New("argument of an unknown tool " + name)}}"}"""),
                ]
        );

    /// <summary>
    /// Where a text of any meaning is asked for, nobody can tell a secret: it is kept, as the design says arguments are, in
    /// the record and in the operation.
    /// </summary>
    private IEnumerable<HostileCall> FreeTexts()
    {
        var number = 0;
        string Key() => $"canary-argument-{number++:0000}";
        yield return Call(
            "deposit_funds",
            $$"""{"account_id":"1001","amount":"0.05","idempotency_key":"{{Key()}}","description":"{{Free("description")}}"}"""
        );
        yield return Call(
            "transfer_funds",
            $$"""{"from_account_id":"1001","to_account_id":"{{TestPolicy.HeldCounterparty}}","amount":"0.05","idempotency_key":"{{Key()}}","description":"{{Free("description of a held payment")}}"}"""
        );
        yield return Call(
            "set_account_status",
            $$"""{"account_id":"1001","status":"ACTIVE","idempotency_key":"{{Key()}}","reason":"{{Free("reason")}}"}"""
        );
        yield return Call("search_transactions", $$"""{"account_id":"1001","description":"{{Free("search")}}"}""");
        yield return Call("get_account", $$"""{"account_id":"{{Free("account_id")}}"}""");
        yield return Call("get_account", $$"""{"account_id":"1001","note":"{{Free("unknown argument")}}"}""");
        yield return Ask("resources/read", $$"""{"uri":"account://1001?x={{Free("uri")}}"}""");
        yield return Ask("prompts/get", $$"""{"name":"{{Free("prompt")}}"}""");
    }

    private string New(string place) => canaries.New(place);

    private string Free(string place) => canaries.New("free text: " + place, isArgument: true);

    private string ForgedToken() =>
        canaries.Token("a forged token", Claims($$"""{"sub":"{{New("a forged subject")}}"}"""));

    /// <summary>A token with these claims alone, and no good signature.</summary>
    private static string Claims(string payload) =>
        $"{Encoded("""{"alg":"HS256"}""")}.{Encoded(payload)}.{Encoded(Guid.CreateVersion7().ToString())}";

    private static string Encoded(string text) =>
        System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));

    private HostileCall Refused(string place, string token) =>
        With(place, "Authorization", "Bearer " + canaries.Token(place, token));

    private static HostileCall With(string place, string name, string value) => new(place, Ping, [(name, value)]);

    private HostileCall Call(string tool, string arguments) =>
        Ask("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}}""");

    private HostileCall Ask(string method, string parameters) =>
        new(method, $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""", [Bearer(good)]);

    private static (string, string) Bearer(string token) => ("Authorization", "Bearer " + token);
}
