using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>A scripted bank that is looked at; whatever it answers, it must never see anything but reads.</summary>
internal sealed class LookUpServer : IAsyncDisposable
{
    private readonly RawHttpServer server;
    private readonly BackendsUnderTest backends;

    /// <param name="contract">That the bank speaks.</param>
    /// <param name="script">What it answers.</param>
    /// <param name="isSilent">True for one that never answers: then it is not waited for long.</param>
    public LookUpServer(BankContract contract, Func<RawRequest, RawReply> script, bool isSilent = false)
    {
        server = new RawHttpServer(script);
        backends = new BackendsUnderTest(
            BackendsUnderTest.Options(server.Url, contract) with
            {
                HttpTimeout = isSilent ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(10),
                MaxRetries = 1,
                BreakerFailureThreshold = 20,
            }
        );
    }

    public IReadOnlyList<RawRequest> Requests => server.Requests;

    public static async Task<LookUp> LookAsync(
        BankContract contract,
        Operation operation,
        Func<RawRequest, RawReply> script,
        bool isSilent = false
    )
    {
        await using var bank = new LookUpServer(contract, script, isSilent);
        return await bank.LookAsync(operation);
    }

    public async Task<LookUp> LookAsync(Operation operation)
    {
        var look = await backends.Bank.LookUpAsync(operation, TestContext.Current.CancellationToken);
        Assert.All(
            server.Requests,
            request =>
            {
                Assert.Equal("GET", request.Method);
                Assert.Equal("", request.Body);
                Assert.StartsWith("Bearer ", request.Headers["authorization"], StringComparison.Ordinal);
            }
        );
        return look;
    }

    /// <summary>A page as the bank's services write it.</summary>
    public static RawReply Page(IEnumerable<JsonNode> rows, int number = 0, int totalPages = 1, long? total = null)
    {
        var content = new JsonArray([.. rows]);
        return RawReply.Json(
            200,
            Samples.Text(
                new JsonObject
                {
                    ["number"] = number,
                    ["size"] = 100,
                    ["totalPages"] = totalPages,
                    ["totalElements"] = total ?? content.Count,
                    ["content"] = content,
                }
            )
        );
    }

    public static JsonObject Row(Operation operation, string status = "COMPLETED")
    {
        var row = Samples.SuccessBody(operation);
        row["status"] = status;
        return row;
    }

    /// <summary>What it tells that no search shows a movement: of a v2 transfer, which may wait for its customer, nothing.</summary>
    public static LookUpFinding AbsenceOf(BankContract contract, string kind) =>
        contract == BankContract.V2 && kind == "transfer" ? LookUpFinding.NotShown : LookUpFinding.Absent;

    /// <summary>The operation as its attempt left it.</summary>
    public static Operation InDoubt(BankContract contract, string kind) =>
        Samples.Operation(contract, Samples.All[kind]) with
        {
            State = OperationState.InDoubt,
        };

    public static bool IsByReference(RawRequest request) =>
        request.Target.Contains("reference=", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await backends.DisposeAsync();
        await server.DisposeAsync();
    }
}
