using System.Text;
using FinancialMcp.Testing;

namespace FinancialMcp.Bench;

/// <summary>Requests as bytes, the same for every server of a kind.</summary>
internal static class Requests
{
    /// <summary>A stateless tools/call of revision 2026-07-28.</summary>
    public static byte[] Tool(Uri address, string token, string tool, string arguments) =>
        Post(
            address,
            "/mcp",
            token,
            $"Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: {Agents.Newest}\r\n"
                + $"Mcp-Method: tools/call\r\nMcp-Name: {tool}\r\n",
            $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{tool}}","arguments":{{arguments}},"_meta":"""
                + $$"""{"io.modelcontextprotocol/protocolVersion":"{{Agents.Newest}}","io.modelcontextprotocol/clientInfo":"""
                + """{"name":"bench","version":"1.0.0"},"io.modelcontextprotocol/clientCapabilities":{}}}}"""
        );

    public static byte[] Get(Uri address, string path, string token) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\n{Head(address, token)}\r\n");

    /// <summary>A POST of JSON in ASCII, with more header lines, each with its end.</summary>
    public static byte[] Post(Uri address, string path, string token, string headers, string body) =>
        Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\n{Head(address, token)}{headers}Content-Type: application/json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}"
        );

    private static string Head(Uri address, string token) =>
        $"Host: {address.Authority}\r\nAuthorization: Bearer {token}\r\n";
}
