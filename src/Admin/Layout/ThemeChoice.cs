namespace FinancialMcp.Admin.Layout;

/// <summary>How the pages look: as the system says, unless the one who looks chose.</summary>
internal enum ThemeChoice
{
    System,
    Light,
    Dark,
}
