using FinancialMcp.Application.Monitoring;
using MudBlazor;

namespace FinancialMcp.Admin.Layout;

/// <summary>How states of health are shown: by colour, sign and word, never by colour alone.</summary>
internal static class States
{
    public static Severity SeverityOf(HealthState state) =>
        state switch
        {
            HealthState.Healthy => Severity.Success,
            HealthState.Degraded => Severity.Warning,
            _ => Severity.Error,
        };

    public static Color ColorOf(HealthState state) =>
        state switch
        {
            HealthState.Healthy => Color.Success,
            HealthState.Degraded => Color.Warning,
            HealthState.NotConfigured => Color.Default,
            _ => Color.Error,
        };

    public static string IconOf(HealthState state) =>
        state switch
        {
            HealthState.Healthy => Icons.Material.Filled.CheckCircle,
            HealthState.Degraded => Icons.Material.Filled.Warning,
            HealthState.NotConfigured => Icons.Material.Filled.RemoveCircleOutline,
            _ => Icons.Material.Filled.Error,
        };
}
