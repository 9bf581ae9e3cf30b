using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Monitoring;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages;

/// <summary>What this instance is and runs on, and where each setting's value came from.</summary>
public sealed partial class SettingsPage : StaffPage
{
    private SettingsView? settings;

    /// <summary>What is searched for in names, values and meanings.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    private List<EffectiveSetting> Found =>
        Query is { Length: > 0 } words
            ? [.. settings!.Settings.Where(setting => Has(setting, words))]
            : [.. settings!.Settings];

    /// <inheritdoc/>
    protected override async Task ReadAsync() => settings = await SendAsync(new GetSettings());

    private void Search(string? text) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter("q", string.IsNullOrEmpty(text) ? null : text),
            replace: true
        );

    private static bool Has(EffectiveSetting setting, string words) =>
        new[] { setting.Name, setting.Value, setting.Meaning, setting.Group }.Any(text =>
            text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true
        );

    private static string OriginOf(EffectiveSetting setting) =>
        setting.Origin switch
        {
            SettingOrigin.Environment => "environment",
            SettingOrigin.EnvironmentFile => "environment file",
            SettingOrigin.SecretFile => $"file that {setting.Name}_FILE names",
            SettingOrigin.Default => "default",
            _ => Words.None,
        };

    private static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";
}
