using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Faults;

/// <summary>Speaks to the fault port of a bank.</summary>
internal sealed class FaultClient(TestBank bank)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Scripts one fault over transfers; more are JSON members.</summary>
    public async Task<long> ScriptAsync(string kind, string more = "", string path = "/api/transactions/transfer")
    {
        var body = $$"""{"kind": "{{kind}}", "service": "transaction", "method": "POST", "path": "{{path}}"{{more}}}""";
        var (status, answer) = await PostAsync("/faults", body);
        Assert.True(status == 201, answer.ToString());
        return answer.GetProperty("id").GetInt64();
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await bank.Http.PostAsync(new Uri(bank.Host.FaultUrl!, path), content, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    public Task<JsonElement> GetAsync(string path) =>
        bank.Http.GetFromJsonAsync<JsonElement>(new Uri(bank.Host.FaultUrl!, path), Cancellation);

    public async Task<int> DeleteAsync(string path)
    {
        using var response = await bank.Http.DeleteAsync(new Uri(bank.Host.FaultUrl!, path), Cancellation);
        return (int)response.StatusCode;
    }
}
