using System.Text.Encodings.Web;
using System.Text.Json;

namespace FinancialMcp.Sandbox.Http;

/// <summary>How both services write JSON: camel case, nulls written, text unescaped where JSON allows it.</summary>
internal static class BankJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync<T>(HttpContext http, int status, T body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Options);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes);
    }
}
