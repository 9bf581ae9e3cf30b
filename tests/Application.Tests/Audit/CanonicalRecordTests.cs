using System.Reflection;
using System.Text;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Audit;

public sealed class CanonicalRecordTests
{
    private static readonly AuditEvent Full = new()
    {
        Id = Guid.Parse("0193c0de-0000-7000-8000-00000000000A"),
        Code = AuditCode.OperationOutcome,
        RequestId = "req-1",
        OperationId = new OperationId(Guid.Parse("0193c0de-0000-7000-8000-00000000000B")),
        KeyHash = "dd",
        TraceId = "trace-1",
        Principal = new Principal("https://issuer.test", "agent-7", "desk"),
        Roles = ["user", "customer"],
        Scopes = ["money:move", "accounts:read"],
        TokenHash = "aa",
        SourceAddress = "192.0.2.1",
        ProtocolVersion = "2026-07-28",
        ClientName = "client",
        ClientVersion = "1.2",
        Tool = "transfer_funds",
        ToolSchemaHash = "bb",
        Arguments = """{"amount":"12.50"}""",
        Decision = AuditRecords.Allowed,
        ErrorCode = "ACCOUNT_FROZEN",
        Reason = "why",
        State = "failed",
        PolicyVersion = 4,
        Rule = "night",
        Limits = ["b", "a"],
        Approvers = ["eve", "ann"],
        Backend = "v1",
        Sum = new Money(1250, CurrencyCode.Usd),
        From = AccountId.Parse("9007199254740993"),
        To = AccountId.Parse("1002"),
        BackendSubject = "alice",
        BackendTransactionId = "tx-1",
        Attempt = 2,
        BackendStatus = 422,
        ResultDigest = "cc",
        Duration = TimeSpan.FromMilliseconds(12.5),
        BankTime = TimeSpan.FromMicroseconds(7),
        StoreTime = TimeSpan.FromMicroseconds(9),
        Count = 3,
    };

    private static readonly RecordOrigin Origin = new(
        DateTimeOffset.UnixEpoch.AddMicroseconds(1_764_000_000_123_456),
        "host:7",
        "1.2.3"
    );

    private static byte[] BytesOf(AuditEvent record) => CanonicalRecord.Of(record, Origin);

    [Theory]
    [InlineData(AuditCode.CallAnswered, Retention.Other)]
    [InlineData(AuditCode.Unauthenticated, Retention.Other)]
    [InlineData(AuditCode.CallRefused, Retention.Money)]
    [InlineData(AuditCode.StopSet, Retention.Money)]
    public void Reads_and_what_came_to_nothing_are_kept_less_long(AuditCode code, Retention kept)
    {
        Assert.Equal(kept, (Full with { Code = code, OperationId = null }).Retention);
        Assert.Equal(Retention.Money, (Full with { Code = code }).Retention);
    }

    [Fact]
    public void A_record_has_one_exact_form()
    {
        var expected = """
            {"acting_party":"desk","amount":"12.50","approvers":["ann","eve"],"arguments":"{\"amount\":\"12.50\"}","attempt":2,
            "backend":"v1","backend_status":422,"backend_subject":"alice","backend_transaction_id":"tx-1","bank_time_us":7,
            "build":"1.2.3","client_name":"client","client_version":"1.2","code":202,"code_name":"OperationOutcome","count":3,
            "currency":"USD","decision":"allowed","duration_us":12500,"error_code":"ACCOUNT_FROZEN",
            "from":"9007199254740993","id":"0193c0de-0000-7000-8000-00000000000a","instance":"host:7","issuer":"https://issuer.test","key_hash":"dd",
            "limits":["a","b"],"operation_id":"0193c0de-0000-7000-8000-00000000000b","policy_version":4,"protocol_version":"2026-07-28",
            "reason":"why","request_id":"req-1","result_digest":"cc","retention":1,"roles":["customer","user"],
            "rule":"night","schema_version":1,"scopes":["accounts:read","money:move"],"source_address":"192.0.2.1",
            "state":"failed","store_time_us":9,"subject":"agent-7","time_us":1764000000123456,"to":"1002","token_hash":"aa","tool":"transfer_funds",
            "tool_schema_hash":"bb","trace_id":"trace-1"}
            """.ReplaceLineEndings("");

        Assert.Equal(expected, Encoding.UTF8.GetString(BytesOf(Full)));
    }

    [Fact]
    public void The_order_in_which_roles_and_scopes_come_does_not_matter() =>
        Assert.Equal(
            BytesOf(Full),
            BytesOf(
                Full with
                {
                    Roles = ["customer", "user"],
                    Scopes = new HashSet<string>(["accounts:read", "money:move"]),
                }
            )
        );

    public static TheoryData<string> Properties =>
        [.. typeof(AuditEvent).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Properties))]
    public void Every_fact_of_a_record_is_in_its_bytes(string name)
    {
        var property = typeof(AuditEvent).GetProperty(name)!;
        var other = Full with { };
        property.SetValue(other, OtherThan(property.GetValue(Full)!));

        Assert.NotEqual(BytesOf(Full), BytesOf(other));
        if (new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable)
        {
            property.SetValue(other, null);
            Assert.NotEqual(BytesOf(Full), BytesOf(other));
        }
    }

    private static object OtherThan(object value) =>
        value switch
        {
            string text => text + "x",
            int number => number + 1,
            Guid => Guid.Empty,
            AuditCode => AuditCode.CallFailed,
            OperationId => new OperationId(Guid.Empty),
            Principal principal => principal with { ActingParty = null },
            Money money => money with { Minor = money.Minor + 1 },
            AccountId => AccountId.Parse("7"),
            TimeSpan span => span + TimeSpan.FromMicroseconds(1),
            IReadOnlyCollection<string> => Array.Empty<string>(),
            _ => throw new NotSupportedException($"{value.GetType()} has no other value here yet."),
        };
}
