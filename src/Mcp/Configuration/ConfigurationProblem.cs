namespace FinancialMcp.Mcp.Configuration;

/// <summary>One thing that is wrong with the configuration. It never holds a secret's value.</summary>
/// <param name="Setting">The setting's name.</param>
/// <param name="What">What is wrong, as the rest of a sentence.</param>
/// <param name="Remedy">What to do about it, as a sentence.</param>
internal sealed record ConfigurationProblem(string Setting, string What, string Remedy)
{
    public override string ToString() => $"{Setting}: {What}. {Remedy}";
}
