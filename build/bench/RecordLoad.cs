using System.Diagnostics;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;

namespace FinancialMcp.Bench;

/// <summary>Callers that each wait for the commit of their record before they ask for the next, as an agent's reads do.</summary>
internal sealed class RecordLoad(IServiceProvider services)
{
    public const int Callers = 64;
    private readonly IAuditStore store = services.GetRequiredService<IAuditStore>();

    /// <summary>Records a second.</summary>
    public async Task<double> RunAsync(TimeSpan length)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => LoopAsync(clock, length)))
        );
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private async Task<int> LoopAsync(Stopwatch clock, TimeSpan length)
    {
        var records = 0;
        for (; clock.Elapsed < length; records++)
        {
            await store.AppendAsync(RecordOfCall());
        }

        return records;
    }

    /// <summary>As an agent's read leaves it.</summary>
    private static AuditEvent RecordOfCall()
    {
        var id = Guid.CreateVersion7();
        return new AuditEvent
        {
            Id = id,
            Code = AuditCode.CallAnswered,
            RequestId = id.ToString("n"),
            TraceId = id.ToString("n"),
            Principal = new Principal("https://identity.bank.example", "customer-4711", "agent-of-the-customer"),
            Roles = ["ROLE_USER"],
            Scopes = ["accounts:read", "money:move", "transactions:read"],
            TokenHash = new string('a', 64),
            SourceAddress = "192.0.2.77",
            ProtocolVersion = "2026-07-28",
            ClientName = "a client of somebody's",
            ClientVersion = "1.20.3",
            Tool = "get_account",
            ToolSchemaHash = new string('b', 64),
            Arguments = """{"account_id":"4000000001"}""",
            Decision = AuditRecords.Allowed,
            ResultDigest = new string('c', 64),
        };
    }
}
