using System.Reflection;
using System.Text;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Testing;
using static FinancialMcp.Mcp.Tests.Configuration.ConfigurationText;

namespace FinancialMcp.Mcp.Tests.Configuration;

public sealed class SettingsCatalogueTests
{
    [Fact]
    public void Every_setting_is_listed_once_and_read()
    {
        var declared = typeof(SettingsCatalogue)
            .GetProperties(BindingFlags.Static | BindingFlags.Public)
            .Where(property => property.PropertyType.IsAssignableTo(typeof(Setting)))
            .Select(property => ((Setting)property.GetValue(null)!).Name)
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.NotEmpty(declared);
        Assert.Equal(declared, SettingsCatalogue.All.Select(setting => setting.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            declared,
            ConfigurationReading.NamesRead(ConfigurationSources.Of(Production())).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("development")]
    [InlineData("production")]
    public void Every_default_is_a_value_that_the_setting_allows(string environment)
    {
        var given = environment == "development" ? Development() : Production();
        var spelledOut = new Dictionary<string, string>(given, StringComparer.Ordinal);
        var named = Enum.Parse<DeploymentEnvironment>(environment, ignoreCase: true);
        foreach (var setting in SettingsCatalogue.All.Where(setting => setting.DefaultText is null))
        {
            if (setting.DefaultIn(named) is { } value)
            {
                spelledOut.TryAdd(setting.Name, value);
            }
        }

        Assert.Equal($"{Read(given).Settings}", $"{Read(spelledOut).Settings}");
    }

    [Fact]
    public void The_documentation_says_what_the_catalogue_says() =>
        ApprovedFile.Check("docs/configuration.md", SettingsPage());

    [Fact]
    public void The_example_file_names_every_setting() => ApprovedFile.Check(".env.example", Example());

    /// <summary>As the guide has it done: copied, then edited.</summary>
    [Fact]
    public void A_copy_of_the_example_needs_its_required_values_alone()
    {
        var file = EnvironmentFile.Parse(Example(), new Dictionary<string, string>(StringComparer.Ordinal));

        Assert.Empty(file.Problems);
        Assert.Equal(
            SettingsCatalogue.All.Where(IsRequired).Select(setting => setting.Name),
            file.Values.Select(value => value.Key)
        );
        Assert.All(file.Values.Values, value => Assert.Equal("", value));
    }

    private static bool IsRequired(Setting setting) => setting.RequiredIn.Count == 3;

    private static string Example()
    {
        var file = new StringBuilder(
            """
            # Every setting there is: copy this to .env.dev, .env.staging or .env.prod and uncomment what is to differ. What stands after = in a comment is
            # the default. Check the copy: financial-mcp validate-config --env development --env-file .env.dev
            # No secret belongs in here: name a file that holds it, as JWT_SECRET_FILE=/run/secrets/jwt, or export it and write JWT_SECRET=${JWT_SECRET}.
            # Written by a test from the catalogue in src/Mcp/Configuration; docs/configuration.md is the same for reading.

            """
        );
        foreach (var group in SettingsCatalogue.All.GroupBy(setting => setting.Group))
        {
            file.Append($"\n# --- {group.Key}\n");
            foreach (var setting in group)
            {
                var required = setting.RequiredIn.Count > 0 ? $" Required in: {Required(setting)}." : "";
                file.Append($"\n# {setting.Text}{required}\n# Values: {Allowed(setting)}\n");
                file.Append(
                    IsRequired(setting)
                        ? $"{setting.Name}=\n"
                        : $"# {setting.Name}={setting.DefaultIn(DeploymentEnvironment.Production)}\n"
                );
            }
        }

        file.Append("\n# --- Read by the scripts alone\n");
        foreach (var (name, text, standard) in ScriptSettings.All)
        {
            file.Append($"\n# {text}\n# {name}={standard}\n");
        }

        return file.ToString();
    }

    private static string SettingsPage()
    {
        var page = new StringBuilder(
            """
            # Configuration

            Settings are environment variables. `--env-file FILE` reads them from a file as well, where the process environment wins and `${NAME}` is
            expanded. Beside every secret `NAME` there is `NAME_FILE`, a file that holds it. An empty value counts as not given. The server checks everything
            before it starts, names every problem at once, and exits with 1; `financial-mcp validate-config` does the same without starting.

            This page is written by a test from the catalogue in `src/Mcp/Configuration`.

            """
        );
        foreach (var group in SettingsCatalogue.All.GroupBy(setting => setting.Group))
        {
            page.Append(
                $"\n## {group.Key}\n\n| setting | meaning | values | default | required in |\n|---|---|---|---|---|\n"
            );
            foreach (var setting in group)
            {
                page.Append(
                    $"| `{setting.Name}` | {setting.Text} | {Allowed(setting)} | {Default(setting)} | {Required(setting)} |\n"
                );
            }
        }

        page.Append("\n## Read by the scripts alone\n\n| name | meaning | default |\n|---|---|---|\n");
        foreach (var (name, text, standard) in ScriptSettings.All)
        {
            page.Append($"| `{name}` | {text} | {(standard.Length == 0 ? "" : $"`{standard}`")} |\n");
        }

        return page.ToString();
    }

    private static string Allowed(Setting setting) =>
        setting.Secrecy switch
        {
            SecretKind.SigningKey => "secret: 32 bytes or more, random",
            SecretKind.Password => "secret",
            _ => setting.Allowed,
        };

    private static string Default(Setting setting) =>
        setting.DefaultText
        ?? (setting.Default, setting.DevelopmentDefault) switch
        {
            (null, null) => "",
            ({ } value, null) => $"`{value}`",
            (null, { } value) => $"development: `{value}`",
            var (value, development) => $"`{value}`; development: `{development}`",
        };

    private static string Required(Setting setting) =>
        (
            setting.RequiredIn.Count == 3
                ? "all"
                : string.Join(", ", setting.RequiredIn.Select(environment => environment.ToString().ToLowerInvariant()))
        ) + (setting.Instead is { } other ? $", without {other.Name}" : "");
}
