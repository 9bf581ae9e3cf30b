using System.Text.Json;
using FinancialMcp.Application.Policies;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>Reads the rules of the first policy: a JSON array of rules, every member known.</summary>
internal static class PolicyFileReading
{
    private const string Remedy = "docs/policy.md shows the form.";

    /// <summary>The rules; where they cannot be used, problems were added and the result is not to be used.</summary>
    public static IReadOnlyList<PolicyRule> Read(string path, List<ConfigurationProblem> errors)
    {
        try
        {
            var rules = PolicyText.Parse(File.ReadAllText(path));
            errors.AddRange(
                PolicyProblems.Of(rules).Select(problem => Problem($"names rules that cannot be used. {problem}"))
            );
            return rules;
        }
        catch (JsonException problem)
        {
            errors.Add(
                Problem($"names a file that is no list of rules (line {problem.LineNumber + 1}, {problem.Path})")
            );
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add(Problem("names a file that cannot be read"));
        }

        return [];
    }

    private static ConfigurationProblem Problem(string what) => new(SettingsCatalogue.PolicyFile.Name, what, Remedy);
}
