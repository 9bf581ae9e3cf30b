namespace FinancialMcp.Application.Monitoring;

/// <summary>Whose calls figures are about. Several instances behind one address each count their own.</summary>
public enum FigureScope
{
    ThisInstance,
}
