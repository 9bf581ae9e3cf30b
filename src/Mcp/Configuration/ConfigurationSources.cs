namespace FinancialMcp.Mcp.Configuration;

/// <summary>Where values come from: the process environment, and below it an environment file.</summary>
internal sealed class ConfigurationSources
{
    private readonly IReadOnlyDictionary<string, string> process;
    private readonly IReadOnlyDictionary<string, string> file;

    private ConfigurationSources(
        IReadOnlyDictionary<string, string> process,
        IReadOnlyDictionary<string, string> file,
        IReadOnlyList<ConfigurationProblem> problems
    )
    {
        this.process = process;
        this.file = file;
        Problems = problems;
    }

    /// <summary>What is wrong with the sources themselves, such as an environment file that cannot be read.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    /// <summary>The names that the environment file gives.</summary>
    public IEnumerable<string> FileNames => file.Keys;

    public static ConfigurationSources Of(IReadOnlyDictionary<string, string> process, string? environmentFile = null)
    {
        if (environmentFile is null)
        {
            return new(process, new Dictionary<string, string>(StringComparer.Ordinal), []);
        }

        try
        {
            var parsed = EnvironmentFile.Parse(File.ReadAllText(environmentFile), process);
            return new(process, parsed.Values, parsed.Problems);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var what = new ConfigurationProblem(
                "--env-file",
                $"{environmentFile} cannot be read",
                "Check the path and that this user may read it."
            );
            return new(process, new Dictionary<string, string>(StringComparer.Ordinal), [what]);
        }
    }

    /// <summary>The process environment, as the running process sees it.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    /// <summary>
    /// The trimmed text given for a name, or null. Empty counts as not given: that is what compose files pass on for a
    /// variable that nobody set.
    /// </summary>
    public string? Find(string name) => NonEmpty(process, name) ?? NonEmpty(file, name);

    /// <summary>Whether <see cref="Find"/> finds the name in the environment file, and not in the process environment.</summary>
    public bool IsFromFile(string name) => NonEmpty(process, name) is null && NonEmpty(file, name) is not null;

    private static string? NonEmpty(IReadOnlyDictionary<string, string> values, string name) =>
        values.TryGetValue(name, out var text) && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
