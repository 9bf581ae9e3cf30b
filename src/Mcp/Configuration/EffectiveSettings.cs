using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>
/// What people may see of the settings: every name of the catalogue, where its value came from, and the value itself
/// unless it is a secret. Made once, from the sources, of which it keeps nothing else.
/// </summary>
internal sealed class EffectiveSettings : IEffectiveSettings
{
    /// <summary>Stands for a part of a value that people do not see.</summary>
    public const string NotShown = "…";

    private EffectiveSettings(string environment, string database, IReadOnlyList<EffectiveSetting> settings) =>
        (Environment, Database, Settings) = (environment, database, settings);

    /// <summary>Of settings that were not read from anywhere.</summary>
    public static EffectiveSettings None { get; } = new("", "", []);

    public string Environment { get; }

    public string Database { get; }

    public IReadOnlyList<EffectiveSetting> Settings { get; }

    public static EffectiveSettings Of(ConfigurationSources sources, Settings settings) =>
        new(
            settings.EnvironmentName,
            settings.Database.Kind,
            [.. SettingsCatalogue.All.Select(setting => Of(setting, sources, settings))]
        );

    private static EffectiveSetting Of(Setting setting, ConfigurationSources sources, Settings settings)
    {
        var given = sources.Find(setting.Name);
        var isSecret = setting.Secrecy != SecretKind.None;
        var isInFile = isSecret && given is null && sources.Find(setting.FileName) is not null;
        var value = given is null ? DefaultOf(setting, settings) : setting.Shown?.Invoke(given) ?? given;
        var origin =
            isInFile ? SettingOrigin.SecretFile
            : given is not null
                ? (sources.IsFromFile(setting.Name) ? SettingOrigin.EnvironmentFile : SettingOrigin.Environment)
            : value is not null ? SettingOrigin.Default
            : SettingOrigin.NotSet;
        return new EffectiveSetting(
            setting.Name,
            setting.Group,
            setting.Text,
            setting.Allowed,
            isSecret,
            isSecret ? null : value,
            origin
        );
    }

    /// <summary>The words for a default are shown only where nothing works its value out.</summary>
    private static string? DefaultOf(Setting setting, Settings settings) =>
        setting.WorkedOut is { } workedOut
            ? workedOut(settings)
            : setting.DefaultIn(settings.Environment) ?? setting.DefaultText;
}
