using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;

namespace FinancialMcp.Admin.Layout;

/// <summary>The frame of every page: bar, navigation and theme.</summary>
public sealed partial class MainLayout : LayoutComponentBase
{
    private MudThemeProvider? themes;
    private ErrorBoundary? boundary;
    private ThemeChoice choice;
    private bool systemIsDark;
    private bool isDark;
    private bool isDrawerOpen = true;

    private string ThemeIcon =>
        choice switch
        {
            ThemeChoice.Light => Icons.Material.Filled.LightMode,
            ThemeChoice.Dark => Icons.Material.Filled.DarkMode,
            _ => Icons.Material.Filled.SettingsBrightness,
        };

    /// <summary>Another page is another try.</summary>
    protected override void OnParametersSet() => boundary?.Recover();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        await themes!.WatchSystemDarkModeAsync(OnSystemChangedAsync);
        systemIsDark = await themes.GetSystemDarkModeAsync();
        var stored = await Script.InvokeAsync<string?>("adminTheme.read");
        choice = Enum.TryParse(stored, out ThemeChoice chosen) ? chosen : ThemeChoice.System;
        Apply();
        StateHasChanged();
    }

    private void ReadAnew() => Navigation.NavigateTo(Navigation.Uri, forceLoad: true);

    private void ToggleDrawer() => isDrawerOpen = !isDrawerOpen;

    private async Task ChooseAsync(ThemeChoice chosen)
    {
        choice = chosen;
        Apply();
        await Script.InvokeVoidAsync("adminTheme.write", choice.ToString());
    }

    private Task OnSystemChangedAsync(bool dark)
    {
        systemIsDark = dark;
        Apply();
        return InvokeAsync(StateHasChanged);
    }

    private void Apply() => isDark = choice == ThemeChoice.Dark || (choice == ThemeChoice.System && systemIsDark);
}
