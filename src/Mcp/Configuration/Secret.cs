namespace FinancialMcp.Mcp.Configuration;

/// <summary>
/// A secret value that does not print itself: interpolated, logged or shown in a debugger it reads <c>***</c>.
/// Two secrets are equal when their values are.
/// </summary>
[System.Diagnostics.DebuggerDisplay("***")]
internal sealed record Secret
{
    private readonly string value;

    public Secret(string value) => this.value = value;

    /// <summary>The value itself, for the one place that uses it.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
