namespace FinancialMcp.Application.Security;

/// <summary>
/// The right a request needs, or null for one that any authenticated caller may make. Declared once, on the request;
/// the pipeline decides.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequirePermissionAttribute(string? permission) : Attribute
{
    public string? Permission { get; } = permission;
}
