using MudBlazor;

namespace FinancialMcp.Admin.Layout;

/// <summary>Colours and type. The fonts are the system's: no page asks another host for anything.</summary>
internal static class AdminTheme
{
    private static readonly string[] Fonts =
    [
        "system-ui",
        "-apple-system",
        "Segoe UI",
        "Liberation Sans",
        "sans-serif",
    ];

    public static MudTheme Theme { get; } =
        new()
        {
            PaletteLight = new PaletteLight
            {
                Primary = "#0b5c8a",
                Secondary = "#4a5b6c",
                AppbarBackground = "#ffffff",
                AppbarText = "#1b2733",
                Background = "#f4f6f8",
                Surface = "#ffffff",
                DrawerBackground = "#ffffff",
                TextPrimary = "#1b2733",
                TextSecondary = "#4a5b6c",
                Info = "#0b5c8a",
                Success = "#1a7a3c",
                Warning = "#8a5a00",
                Error = "#b3261e",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#6cb8e6",
                PrimaryContrastText = "#10161d",
                Secondary = "#a8b5c2",
                AppbarBackground = "#18212b",
                AppbarText = "#e6edf3",
                Background = "#10161d",
                Surface = "#18212b",
                DrawerBackground = "#18212b",
                TextPrimary = "#e6edf3",
                TextSecondary = "#a8b5c2",
                Info = "#6cb8e6",
                InfoContrastText = "#10161d",
                Success = "#5fcf86",
                SuccessContrastText = "#10161d",
                Warning = "#f0b64d",
                WarningContrastText = "#10161d",
                Error = "#ff8a80",
                ErrorContrastText = "#10161d",
            },
            Typography = new Typography
            {
                Default = new DefaultTypography { FontFamily = Fonts },
                H4 = new H4Typography { FontSize = "1.6rem", FontWeight = "600" },
                H6 = new H6Typography { FontSize = "1.05rem", FontWeight = "600" },
            },
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "220px" },
        };
}
