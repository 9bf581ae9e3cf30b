using System.Text.Json;
using FinancialMcp.Application.Security;

namespace FinancialMcp.Application.Staff;

/// <summary>A person's request as the pipeline and the record want it.</summary>
public static class StaffCaller
{
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

    /// <summary>The request as JSON.</summary>
    public static string ArgumentsOf(object request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonSerializer.Serialize(request, request.GetType(), WireJson.Options);
    }
}
