using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinancialMcp.Application.Security;

namespace FinancialMcp.Application.Staff;

/// <summary>A person's request as the pipeline and the record want it.</summary>
public static class StaffCaller
{
    /// <summary>Of arguments that a record keeps, in UTF-16 units.</summary>
    public const int LongestArguments = 16_384;

    public static Caller Of(StaffAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new Caller
        {
            Principal = StaffRecords.PrincipalOf(account.Name),
            Roles = account.Roles.ToHashSet(StringComparer.Ordinal),
            BackendSubject = account.Name,
            IsPerson = true,
        };
    }

    /// <summary>The request's name as records have it, like a tool's.</summary>
    public static string NameOf(Type request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonNamingPolicy.SnakeCaseLower.ConvertName(request.Name);
    }

    /// <summary>
    /// The request as JSON. One that is longer than <see cref="LongestArguments"/>, such as a draft of many rules, as its length
    /// and the digest of its JSON: whoever has the text can show that it is this one.
    /// </summary>
    public static string ArgumentsOf(object request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var json = JsonSerializer.Serialize(request, request.GetType(), WireJson.Options);
        return json.Length <= LongestArguments
            ? json
            : JsonSerializer.Serialize(
                new TooLong(json.Length, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))),
                WireJson.Options
            );
    }

    /// <summary>What stands in a record for arguments that are too long to be kept.</summary>
    /// <param name="Characters">Of the JSON, in UTF-16 units.</param>
    /// <param name="Sha256">Of the JSON in UTF-8, lower-case hex.</param>
    private sealed record TooLong(int Characters, string Sha256);
}
