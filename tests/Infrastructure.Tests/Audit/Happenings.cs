using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>Records of many kinds, made from a seed, and filters with what fits them said a second time.</summary>
internal static class Happenings
{
    public const string SpokenText = "Rent for \"May\" ✓";

    public static readonly IdempotencyKey Key = IdempotencyKey.Parse("a-key-of-a-payment-1");

    private static readonly AccountId[] Accounts =
    [
        AccountId.Parse("400000000001"),
        AccountId.Parse("400000000002"),
        AccountId.Parse("400000000003"),
    ];

    private static readonly OperationId[] Operations =
    [
        .. Enumerable.Range(0, 5).Select(_ => OperationId.New(TimeProvider.System)),
    ];

    private static readonly AuditCode[] Codes =
    [
        AuditCode.CallAnswered,
        AuditCode.CallRefused,
        AuditCode.CallFailed,
        AuditCode.OperationIntent,
        AuditCode.OperationOutcome,
        AuditCode.OperationInDoubt,
    ];

    /// <summary>Each filter by its name, with the records that fit it told from their source.</summary>
    public static IReadOnlyDictionary<string, (AuditFilter Filter, Func<AuditEvent, bool> Fits)> Filters { get; } =
        new Dictionary<string, (AuditFilter, Func<AuditEvent, bool>)>
        {
            ["everything"] = (new(), _ => true),
            ["subject"] = (new() { Principal = "agent-1" }, it => it.Principal?.Subject == "agent-1"),
            ["acting party"] = (new() { Principal = "desk" }, it => it.Principal?.ActingParty == "desk"),
            ["tool"] = (new() { Tool = "transfer_funds" }, it => it.Tool == "transfer_funds"),
            ["account"] = (new() { Account = Accounts[0] }, it => it.From == Accounts[0] || it.To == Accounts[0]),
            ["counterparty"] = (
                new() { Counterparty = Accounts[1] },
                it => it.From == Accounts[1] || it.To == Accounts[1]
            ),
            ["account and counterparty"] = (
                new() { Account = Accounts[0], Counterparty = Accounts[1] },
                it => (it.From, it.To) == (Accounts[0], Accounts[1]) || (it.From, it.To) == (Accounts[1], Accounts[0])
            ),
            ["amount"] = (
                new() { AtLeast = Amount.Parse("3"), AtMost = Amount.Parse("5.50") },
                it => it.Sum is { } sum && sum.ToDecimal() is >= 3m and <= 5.50m
            ),
            ["currency"] = (new() { Currency = CurrencyCode.Parse("JPY") }, it => it.Sum?.Currency.ToString() == "JPY"),
            ["decision"] = (new() { Decision = "refused" }, it => it.Decision == "refused"),
            ["code"] = (new() { Code = AuditCode.OperationIntent }, it => it.Code == AuditCode.OperationIntent),
            ["state"] = (new() { State = "in_doubt" }, it => it.State == "in_doubt"),
            ["error code"] = (new() { ErrorCode = "LIMIT_EXCEEDED" }, it => it.ErrorCode == "LIMIT_EXCEEDED"),
            ["outcome"] = (
                new() { Outcome = AuditOutcome.InDoubt },
                it => it.Code == AuditCode.OperationInDoubt || it.State is "in_doubt" or "needs_operator"
            ),
            ["operation"] = (new() { OperationId = Operations[2] }, it => it.OperationId == Operations[2]),
            ["request"] = (new() { RequestId = RequestOf(3) }, it => it.RequestId == RequestOf(3)),
            ["key"] = (new() { IdempotencyKey = Key }, it => it.KeyHash == OperationRunner.KeyHash(Key)),
            ["transaction"] = (new() { BackendTransactionId = "tx-2" }, it => it.BackendTransactionId == "tx-2"),
            ["duration"] = (
                new() { TookAtLeast = TimeSpan.FromMilliseconds(20), TookAtMost = TimeSpan.FromMilliseconds(40) },
                it => it.Duration is { TotalMilliseconds: >= 20 and <= 40 }
            ),
            ["build"] = (new() { Build = "never-built" }, _ => false),
            ["policy version"] = (new() { PolicyVersion = 2 }, it => it.PolicyVersion == 2),
            ["text in a member"] = (new() { Text = "because \"2\"" }, it => it.Reason == "because \"2\""),
            ["text in arguments"] = (
                new() { Text = SpokenText },
                it => it.Arguments?.Contains("May", StringComparison.Ordinal) == true
            ),
            ["text in other letters"] = (new() { Text = SpokenText.ToUpperInvariant() }, _ => false),
            ["many at once"] = (
                new()
                {
                    Principal = "agent-1",
                    Account = Accounts[0],
                    ErrorCode = "LIMIT_EXCEEDED",
                    Tool = "transfer_funds",
                    Text = "because",
                },
                it =>
                    it
                        is {
                            Principal.Subject: "agent-1",
                            ErrorCode: "LIMIT_EXCEEDED",
                            Tool: "transfer_funds",
                            Reason: not null
                        }
                    && (it.From == Accounts[0] || it.To == Accounts[0])
            ),
        };

    /// <summary>Appends so many records, all at once, and returns them.</summary>
    public static async Task<IReadOnlyList<AuditEvent>> AppendAsync(StoreHost host, int count, ulong seed = 1)
    {
        var dice = new SeededDice(seed);
        var records = Enumerable.Range(0, count).Select(_ => Event(dice)).ToList();
        await Task.WhenAll(records.Select(host.Audit.AppendAsync));
        return records;
    }

    private static AuditEvent Event(SeededDice dice) =>
        Samples.Event(Pick(dice, Codes)) with
        {
            Principal = new Principal(
                "https://issuer.test",
                $"agent-{dice.Next(3)}",
                dice.Next(2) == 0 ? "desk" : null
            ),
            Tool = Pick(dice, "transfer_funds", "get_account", "withdraw_funds"),
            From = dice.Next(3) == 0 ? null : Pick(dice, Accounts),
            To = dice.Next(3) == 0 ? null : Pick(dice, Accounts),
            Sum = dice.Next(4) switch
            {
                0 => null,
                1 => new Money(dice.Next(10), CurrencyCode.Parse("JPY")),
                _ => new Money(dice.Next(1000), CurrencyCode.Usd),
            },
            Decision = Pick(dice, AuditRecords.Allowed, AuditRecords.Refused, AuditRecords.None),
            State = dice.Next(3) == 0 ? null : Pick(dice, "succeeded", "in_doubt", "failed", "pending_approval"),
            ErrorCode = dice.Next(2) == 0 ? null : Pick(dice, ErrorCodes.LimitExceeded, ErrorCodes.AccountFrozen),
            OperationId = dice.Next(2) == 0 ? null : Pick(dice, Operations),
            KeyHash = dice.Next(5) == 0 ? OperationRunner.KeyHash(Key) : null,
            BackendTransactionId = dice.Next(3) == 0 ? $"tx-{dice.Next(4)}" : null,
            Duration = TimeSpan.FromMilliseconds(dice.Next(100)),
            PolicyVersion = dice.Next(3) == 0 ? 1 + dice.Next(3) : null,
            Reason = dice.Next(2) == 0 ? null : $"because \"{dice.Next(4)}\"",
            Arguments =
                dice.Next(4) == 0
                    ? System.Text.Json.JsonSerializer.Serialize(new { description = SpokenText }, WireJson.Options)
                    : "{}",
            RequestId = RequestOf(dice.Next(40)),
        };

    private static string RequestOf(int number) => $"request-{number}";

    private static T Pick<T>(SeededDice dice, params T[] of) => of[dice.Next(of.Length)];
}
