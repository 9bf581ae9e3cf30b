using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>
/// The NAME=value files of the deployment guide: comments, optional <c>export</c>, single and double quotes, and
/// <c>${NAME}</c> expanded from the process environment or from lines above.
/// </summary>
internal sealed partial class EnvironmentFile
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly List<ConfigurationProblem> problems = [];

    private EnvironmentFile() { }

    public IReadOnlyDictionary<string, string> Values => values;

    public IReadOnlyList<ConfigurationProblem> Problems => problems;

    public static EnvironmentFile Parse(string text, IReadOnlyDictionary<string, string> process)
    {
        var file = new EnvironmentFile();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            file.Read(line.Trim(), number, process);
        }

        return file;
    }

    private void Read(string line, int number, IReadOnlyDictionary<string, string> process)
    {
        if (line.Length == 0 || line[0] == '#')
        {
            return;
        }

        var match = Assignment().Match(line);
        if (!match.Success || Unquote(match.Groups["value"].Value) is not var (raw, expands))
        {
            // The line may hold a secret: it is named by its number only.
            var where = string.Create(CultureInfo.InvariantCulture, $"line {number} is no NAME=value");
            problems.Add(
                new("--env-file", where, "Write NAME=value, with the value in quotes if it holds spaces or #.")
            );
            return;
        }

        var name = match.Groups["name"].Value;
        values[name] = expands ? Expand(name, raw, process) : raw;
    }

    private string Expand(string name, string raw, IReadOnlyDictionary<string, string> process) =>
        Reference()
            .Replace(
                raw,
                reference =>
                {
                    var wanted = reference.Groups["name"].Value;
                    if (process.TryGetValue(wanted, out var value) || values.TryGetValue(wanted, out value))
                    {
                        return value;
                    }

                    // A line that the process environment overrides anyway may refer to what is not there.
                    if (!process.ContainsKey(name))
                    {
                        problems.Add(new(name, $"refers to ${{{wanted}}}, which is not set", $"Export {wanted}."));
                    }

                    return "";
                }
            );

    /// <summary>The value without quotes and comment, and whether references in it are expanded; null if a quote is not closed.</summary>
    private static (string Text, bool Expands)? Unquote(string value)
    {
        if (value.Length == 0 || (value[0] != '\'' && value[0] != '"'))
        {
            var comment = Comment().Match(value);
            return (comment.Success ? value[..comment.Index].TrimEnd() : value, true);
        }

        var text = new StringBuilder();
        for (var index = 1; index < value.Length; index++)
        {
            var character = value[index];
            if (character == value[0])
            {
                var rest = value[(index + 1)..].TrimStart();
                return rest.Length == 0 || rest[0] == '#' ? (text.ToString(), value[0] == '"') : null;
            }

            if (character == '\\' && value[0] == '"' && index + 1 < value.Length && value[index + 1] is '"' or '\\')
            {
                index++;
                character = value[index];
            }

            text.Append(character);
        }

        return null;
    }

    [GeneratedRegex(
        @"^(export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?<value>.*)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(^|\s)#", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
