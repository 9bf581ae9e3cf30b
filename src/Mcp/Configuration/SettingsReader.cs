namespace FinancialMcp.Mcp.Configuration;

/// <summary>Reads single settings out of the sources and collects what is wrong instead of stopping at the first problem.</summary>
/// <param name="sources">Where values come from.</param>
/// <param name="errors">Where problems are added.</param>
/// <param name="isOwner">False: what only the owner of the database needs counts as not given, and is not looked at.</param>
internal sealed class SettingsReader(ConfigurationSources sources, List<ConfigurationProblem> errors, bool isOwner)
{
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>The environment; set first, because defaults and duties depend on it.</summary>
    public DeploymentEnvironment Environment { get; set; } = DeploymentEnvironment.Production;

    /// <summary>Names of the settings that were asked for.</summary>
    public IReadOnlySet<string> Names => names;

    /// <summary>The value; where it is missing or refused, a problem was added and the result is not to be used.</summary>
    public T Get<T>(Setting<T> setting) => Read(setting) is { } reading ? reading.Value : default!;

    /// <summary>The value, or null where none is given.</summary>
    public T? Find<T>(Setting<T> setting)
        where T : class => Read(setting)?.Value;

    /// <summary>Whether a value is given, whatever it is worth.</summary>
    public bool IsGiven(Setting setting) => TextOf(setting) is not null;

    private Reading<T>? Read<T>(Setting<T> setting)
    {
        names.Add(setting.Name);
        var text = TextOf(setting) ?? setting.DefaultIn(Environment);
        if (text is null)
        {
            if (setting.RequiredIn.Contains(Environment) && !(setting.Instead is { } other && IsGiven(other)))
            {
                Refuse(setting, "is missing", $"Set it. {setting.Text}");
            }

            return null;
        }

        if (setting.Type.Read(text) is not { } reading)
        {
            var shown =
                setting.Secrecy == SecretKind.None ? $"is \"{Printable(text)}\"" : "has a value of the wrong form";
            Refuse(setting, shown, $"Allowed: {setting.Allowed}.");
            return null;
        }

        return reading;
    }

    private string? TextOf(Setting setting)
    {
        if (setting.IsOwners && !isOwner)
        {
            return null;
        }

        var text = sources.Find(setting.Name);
        if (setting.Secrecy == SecretKind.None || sources.Find(setting.FileName) is not { } path)
        {
            return text;
        }

        if (text is not null)
        {
            Refuse(setting, $"and {setting.FileName} are both set", "Set one of them.");
            return text;
        }

        return ReadSecretFile(setting, path);
    }

    private string? ReadSecretFile(Setting setting, string path)
    {
        try
        {
            // Files end with a line feed that is no part of the secret; other white space is.
            var text = File.ReadAllText(path).TrimEnd('\r', '\n');
            if (text.Length > 0)
            {
                return text;
            }

            Refuse(setting, $"is read from {setting.FileName}, and that file is empty", "Write the secret into it.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var what = $"cannot be read from the file that {setting.FileName} names ({Printable(path)})";
            Refuse(setting, what, "Check that it exists and may be read by this user.");
        }

        // Something is given, even if it cannot be used: the reader must not fall back to a default.
        return string.Empty;
    }

    private void Refuse(Setting setting, string what, string remedy)
    {
        var problem = new ConfigurationProblem(setting.Name, what, remedy);
        if (!errors.Contains(problem))
        {
            errors.Add(problem);
        }
    }

    private static string Printable(string text) =>
        string.Concat(text.Take(80).Select(character => char.IsControl(character) ? '?' : character));
}
