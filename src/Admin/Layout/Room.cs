using FinancialMcp.Application.Security;
using MudBlazor;

namespace FinancialMcp.Admin.Layout;

/// <summary>A page of the menu.</summary>
/// <param name="Href">Its address.</param>
/// <param name="Title">Its name.</param>
/// <param name="Icon">Beside the name.</param>
/// <param name="Permission">The right to see it.</param>
internal sealed record Room(string Href, string Title, string Icon, string Permission)
{
    /// <summary>The menu, in its order.</summary>
    public static IReadOnlyList<Room> All { get; } =
    [
        new("/", "Overview", Icons.Material.Filled.Dashboard, StaffPermissions.HealthRead),
        new("/checks", "Health", Icons.Material.Filled.MonitorHeart, StaffPermissions.HealthRead),
        new("/calls", "Tool calls", Icons.Material.Filled.ManageSearch, StaffPermissions.AuditRead),
        new("/verify", "Verify", Icons.Material.Filled.VerifiedUser, StaffPermissions.AuditVerify),
        new("/approvals", "Approvals", Icons.Material.Filled.HowToVote, StaffPermissions.ApprovalsRead),
        new("/doubts", "In doubt", Icons.Material.Filled.HelpCenter, StaffPermissions.DoubtRead),
        new("/agents", "Agents", Icons.Material.Filled.SmartToy, StaffPermissions.AgentsRead),
        new("/tools", "Tools", Icons.Material.Filled.Build, StaffPermissions.HealthRead),
        new("/policy", "Policy", Icons.Material.Filled.Policy, StaffPermissions.PolicyRead),
        new("/stop", "Stop", Icons.Material.Filled.DoNotDisturbOn, StaffPermissions.StopsRead),
        new("/retention", "Retention", Icons.Material.Filled.Inventory, StaffPermissions.RetentionRead),
        new("/users", "Users", Icons.Material.Filled.People, StaffPermissions.StaffRead),
        new("/sessions", "Sessions", Icons.Material.Filled.Devices, StaffPermissions.Sessions),
        new("/keys", "Passkeys", Icons.Material.Filled.Key, StaffPermissions.Sessions),
        new("/settings", "Settings", Icons.Material.Filled.Settings, StaffPermissions.SettingsRead),
    ];
}
