using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// What makes two calls the same call: the tool and every argument but the key itself and confirm_distinct_from.
/// Arguments left out do not count, so that a new optional argument leaves old fingerprints valid.
/// </summary>
internal static class Fingerprint
{
    public static string Of(string tool, IChange request)
    {
        var node = JsonSerializer.SerializeToNode(request, request.GetType(), WireJson.Options)!.AsObject();
        var arguments = node.Where(member =>
                member.Value is not null && member.Key is not ("idempotency_key" or "confirm_distinct_from")
            )
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .SelectMany(member => new[] { member.Key, Text(member.Value!) });
        return Digest.Of([tool, .. arguments]);
    }

    private static string Text(JsonNode value) => value.ToJsonString(WireJson.Options);
}
