using System.Net.Http.Headers;
using System.Text.Json;

namespace FinancialMcp.Sandbox.Tests.Harness;

/// <summary>An answer of the bank, with the JSON as it was sent.</summary>
internal sealed record Reply(int Status, string Body, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>The member as it stands on the wire: <c>12.50</c>, <c>"text"</c>, <c>null</c>.</summary>
    public string Raw(string member) => Json.GetProperty(member).GetRawText();

    public string? Text(string member) => Json.GetProperty(member).GetString();

    public bool Has(string member) => Json.TryGetProperty(member, out _);

    public IReadOnlyList<JsonElement> Content => [.. Json.GetProperty("content").EnumerateArray()];

    /// <summary>Asserts the status and returns itself; a failure shows the body.</summary>
    public Reply Expect(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Body}");
        return this;
    }
}
