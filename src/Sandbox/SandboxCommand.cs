using System.CommandLine;
using System.Globalization;
using FinancialMcp.Sandbox.Faults;
using FinancialMcp.Sandbox.Seeding;
using FinancialMcp.Sandbox.Transactions;

namespace FinancialMcp.Sandbox;

/// <summary>The command line: options to <see cref="SandboxOptions"/>. A bad value is a message on stderr and exit 1.</summary>
internal static class SandboxCommand
{
    private static readonly Option<string> Contract = OneOf(
        "--contract",
        "Contract version of both services.",
        "v1",
        "v1",
        "v2"
    );
    private static readonly Option<string> Limits = OneOf(
        "--limits",
        "The bank's own limits: bank, or none for load and crash runs.",
        "bank",
        "bank",
        "none"
    );
    private static readonly Option<string> Seed = OneOf(
        "--seed",
        "What an empty ledger is filled with.",
        "demo",
        "demo",
        "none"
    );
    private static readonly Option<string?> Deposits = new("--deposits")
    {
        Description = "Deposits on or off (default: on for v1, off for v2).",
    };
    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Directory of the ledger file (default: a temporary one, deleted on a clean stop).",
    };
    private static readonly Option<string?> Secret = new("--jwt-secret")
    {
        Description = "Secret of the tokens, at least 32 bytes (default: the environment's JWT_SECRET).",
    };
    private static readonly Option<int> AccountPort = Port(
        "--account-port",
        "Port of the account service; 0 means any free one.",
        8080
    );
    private static readonly Option<int> TransactionPort = Port(
        "--transaction-port",
        "Port of the transaction service; 0 means any free one.",
        8081
    );
    private static readonly Option<int?> FaultPort = new("--fault-port")
    {
        Description = "Port of the fault listener, loopback only; 0 means any free one (default: off).",
    };
    private static readonly Option<string> Host = new("--host")
    {
        Description = "IP address that both services listen on.",
        DefaultValueFactory = _ => "127.0.0.1",
    };
    private static readonly Option<string?> StepUp = new("--step-up")
    {
        Description =
            $"v2: a transfer above this amount answers 202 and waits for POST /api/transactions/{{id}}/authorize {{\"proof\": \"{AuthorizationEndpoints.AcceptedProof}\"}}; off by default.",
    };

    public static RootCommand Build(Func<SandboxOptions, CancellationToken, Task<int>> run)
    {
        Deposits.AcceptOnlyFromAmong("on", "off");
        var command = new RootCommand(Describe())
        {
            Contract,
            Limits,
            Deposits,
            Seed,
            Data,
            Secret,
            AccountPort,
            TransactionPort,
            FaultPort,
            Host,
            StepUp,
        };
        command.SetAction((parsed, cancellation) => run(Read(parsed), cancellation));
        return command;
    }

    private static SandboxOptions Read(ParseResult parsed) =>
        new()
        {
            Contract = parsed.GetValue(Contract) == "v2" ? BankContract.V2 : BankContract.V1,
            BankLimits = parsed.GetValue(Limits) == "bank",
            Deposits = parsed.GetValue(Deposits) is { } deposits ? deposits == "on" : null,
            DataDirectory = parsed.GetValue(Data),
            JwtSecret = parsed.GetValue(Secret) ?? Environment.GetEnvironmentVariable("JWT_SECRET") ?? "",
            AccountPort = parsed.GetValue(AccountPort),
            TransactionPort = parsed.GetValue(TransactionPort),
            FaultPort = parsed.GetValue(FaultPort),
            Host = parsed.GetValue(Host)!,
            SeedDemo = parsed.GetValue(Seed) == "demo",
            StepUpAbove = StepUpAmount(parsed.GetValue(StepUp)),
        };

    private static decimal? StepUpAmount(string? text) =>
        text is null ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount
        : throw new SandboxStartException($"--step-up: '{text}' is not an amount.");

    private static string Describe()
    {
        var users = DemoSeed.Users.Select(u => $"  {u.Name} / {u.Password} ({u.Role})");
        return $$"""
            The stand-in bank: an account service and a transaction service over one durable double-entry ledger
            (ledger.db in the data directory). For development and tests only.

            When it is ready it prints one line of JSON:
              {"event":"sandbox_ready","account_url":"...","transaction_url":"...","fault_url":null,"contract":"v1"}

            Demonstration users of an empty ledger, with well-known passwords:
            {{string.Join('\n', users)}}
            Accounts: alice 1001 CHECKING, 1002 SAVINGS; bob 1003, 1004; olivia 1005, 1006; carol 1007 CREDIT.

            The fault listener (--fault-port) speaks JSON without a token:
              POST /faults        {"kind", "service"?, "method"?, "path"? (* = any), "idempotency_key"?,
                                  "count"? (1; 0 = until cleared), "skip"?, "delay_ms"?, "status"?, "location"?, "done"?, "set"?}
                                  kinds: {{string.Join(", ", FaultKinds.Names)}}
              GET /faults, DELETE /faults, DELETE /faults/ID
              GET /requests?after=SEQ&limit=N&idempotency_key=KEY
                                                what arrived at both services; DELETE /requests forgets it
              GET /journal?after=SEQ&limit=N    what was committed, in order
              GET /ledger                       the ledger's invariants, checked now
              POST /settlements   {"transaction_id", "status"}: settles a row that a fault stored as PROCESSING
            """;
    }

    private static Option<string> OneOf(string name, string description, string fallback, params string[] allowed)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => fallback };
        option.AcceptOnlyFromAmong(allowed);
        return option;
    }

    private static Option<int> Port(string name, string description, int fallback) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback };
}
