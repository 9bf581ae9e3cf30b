using System.Reflection;
using System.Text.Json;
using FinancialMcp.Application.Operations;
using Mediator;

namespace FinancialMcp.Application.Security;

/// <summary>The use cases that agents reach as tools, by the tools' names, which are the requests' in snake_case.</summary>
public static class ToolRequests
{
    private static readonly Dictionary<string, Type> Requests = typeof(ToolRequests)
        .Assembly.GetTypes()
        .Where(type =>
            !type.IsAbstract
            && typeof(IBaseRequest).IsAssignableFrom(type)
            && type.GetCustomAttribute<RequirePermissionAttribute>() is { } required
            && (required.Permission is null || Permissions.ScopeOf.ContainsKey(required.Permission))
        )
        .ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>Every one, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Requests.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Those that change something at the bank, and so are judged by the policy.</summary>
    public static IReadOnlyList<string> Changes { get; } =
    [.. All.Where(tool => typeof(IChange).IsAssignableFrom(Requests[tool]))];

    /// <summary>The right that the tool takes; null for one that any caller may use, and for what is no tool.</summary>
    public static string? PermissionOf(string tool) =>
        Requests.TryGetValue(tool, out var request)
            ? request.GetCustomAttribute<RequirePermissionAttribute>()!.Permission
            : null;

    /// <summary>The tool that a request stands behind.</summary>
    internal static string NameOf(Type request) => JsonNamingPolicy.SnakeCaseLower.ConvertName(request.Name);
}
