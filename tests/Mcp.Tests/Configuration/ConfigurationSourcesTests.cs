using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Testing;
using static FinancialMcp.Mcp.Tests.Configuration.ConfigurationText;

namespace FinancialMcp.Mcp.Tests.Configuration;

public sealed class ConfigurationSourcesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_process_environment_wins_over_the_file()
    {
        var file = Write("env", "HTTP_TIMEOUT=7000\nMAX_RETRIES=7");
        var backends = Read(Development(("HTTP_TIMEOUT", "9000")), file).Settings!.Backends;

        Assert.Equal(TimeSpan.FromSeconds(9), backends.HttpTimeout);
        Assert.Equal(7, backends.MaxRetries);
    }

    [Fact]
    public void An_empty_variable_of_the_process_leaves_the_files_value()
    {
        var file = Write("env", "MAX_RETRIES=7");
        Assert.Equal(7, Read(Development(("MAX_RETRIES", "")), file).Settings!.Backends.MaxRetries);
    }

    [Theory]
    [InlineData("NAME=value                    # the guide's comments", "value")]
    [InlineData("NAME=value#no-comment", "value#no-comment")]
    [InlineData("NAME= value ", "value")]
    [InlineData("export NAME=value", "value")]
    [InlineData("NAME=\"a b # c\"", "a b # c")]
    [InlineData("NAME=\"a \\\"b\\\" \\\\ c\" # comment", "a \"b\" \\ c")]
    [InlineData("NAME='${OTHER}'", "${OTHER}")]
    [InlineData("NAME=${OTHER}", "from outside")]
    [InlineData("NAME=\"x-${OTHER}-y\"", "x-from outside-y")]
    [InlineData("FIRST=1\nNAME=${FIRST}2", "12")]
    [InlineData("NAME=a=b=c", "a=b=c")]
    [InlineData("NAME=value\r", "value")]
    [InlineData("NAME=", "")]
    public void Lines_of_an_environment_file_mean_what_shells_and_compose_make_of_them(string text, string expected)
    {
        var outside = new Dictionary<string, string>(StringComparer.Ordinal) { ["OTHER"] = "from outside" };
        var file = EnvironmentFile.Parse(text, outside);

        Assert.Empty(file.Problems);
        Assert.Equal(expected, file.Values["NAME"]);
    }

    [Theory]
    [InlineData("s3cret")]
    [InlineData("1NAME=value")]
    [InlineData("NAME='open")]
    [InlineData("NAME=\"a\" b")]
    public void A_line_that_is_no_assignment_is_named_by_its_number_and_not_shown(string line)
    {
        var file = EnvironmentFile.Parse("# comment\n" + line, new Dictionary<string, string>(StringComparer.Ordinal));

        var problem = Assert.Single(file.Problems);
        Assert.Contains("line 2", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(line, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_to_nothing_is_a_problem_of_the_setting_that_makes_it()
    {
        var file = Write("env", "JWT_SECRET=${NOT_EXPORTED}");
        var environment = Development(("JWT_SECRET", null));

        Assert.Contains(
            Read(environment, file).Errors,
            error => error is { Setting: "JWT_SECRET", What: var what } && what.Contains("NOT_EXPORTED")
        );
    }

    [Fact]
    public void A_template_with_references_is_valid_once_the_secrets_are_exported()
    {
        var secrets = Production();
        var lines = string.Join('\n', secrets.Keys.Select(name => $"{name}=${{{name}}}"));

        Assert.True(Read(secrets, Write("env", lines)).IsValid);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_and_no_crash() =>
        Assert.Equal(
            "--env-file",
            Assert.Single(Read(Development(), Path.Combine(folder.Path, "none")).Errors).Setting
        );

    [Fact]
    public void A_misspelled_name_in_the_file_is_warned_of()
    {
        var report = Read(Development(), Write("env", "ACOUNT_SERVICE_URL=http://x"));
        Assert.Equal("ACOUNT_SERVICE_URL", Assert.Single(report.Warnings).Setting);
    }

    [Fact]
    public void What_the_scripts_read_is_not_taken_for_a_mistake()
    {
        var file = string.Join('\n', ScriptSettings.All.Select(setting => $"{setting.Name}=x"));

        Assert.Empty(Read(Development(), Write("env", file)).Warnings);
    }

    [Theory]
    [InlineData("BACKEND_JWT_SECRET", "BACKEND_SERVICE_TOKEN")]
    [InlineData("BACKEND_SERVICE_TOKEN", "BACKEND_JWT_SECRET")]
    public void Every_secret_can_be_mounted_as_a_file(string backend, string other)
    {
        var direct = Production(
            (other, null),
            (backend, NewSecret()),
            ("JWT_SECRET_PREVIOUS", NewSecret()),
            ("DB_MIGRATION_USER", "owner"),
            ("DB_MIGRATION_PASSWORD", NewSecret()),
            ("DB_SEALER_USER", "sealer"),
            ("DB_SEALER_PASSWORD", NewSecret()),
            ("DB_RETENTION_PASSWORD", NewSecret()),
            ("ADMIN_OIDC_AUTHORITY", "https://login.bank.test"),
            ("ADMIN_OIDC_CLIENT_ID", "mcp"),
            ("ADMIN_OIDC_CLIENT_SECRET", NewSecret()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + NewSecret())
        );
        var mounted = new Dictionary<string, string>(direct, StringComparer.Ordinal);
        var secrets = SettingsCatalogue
            .All.Where(setting => setting.Secrecy != SecretKind.None && setting.Name != other)
            .ToList();
        foreach (var secret in secrets)
        {
            mounted.Remove(secret.Name);
            mounted[secret.FileName] = Write(secret.Name, direct[secret.Name] + "\n");
        }

        Assert.Equal(10, secrets.Count);
        Assert.Equal(Read(direct).Settings!.Provider, Read(mounted).Settings!.Provider);
        Assert.Equal(Read(direct).Settings!.Redis, Read(mounted).Settings!.Redis);
        Assert.Equal(Read(direct).Settings!.Collector, Read(mounted).Settings!.Collector);
        Assert.Equal(Read(direct).Settings!.Callers, Read(mounted).Settings!.Callers);
        Assert.Equal(Read(direct).Settings!.Database, Read(mounted).Settings!.Database);
        Assert.Equal(Read(direct).Settings!.Backends, Read(mounted).Settings!.Backends);
    }

    [Fact]
    public void A_secret_given_twice_is_refused() =>
        Assert.Equal(["JWT_SECRET"], Refused(Development(("JWT_SECRET_FILE", Write("secret", NewSecret())))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\n")]
    public void A_secret_file_that_is_missing_or_empty_is_refused_and_never_replaced_by_a_default(string? content)
    {
        var path = content is null ? Path.Combine(folder.Path, "none") : Write("secret", content);
        var refused = Refused(Development(("BACKEND_JWT_SECRET_FILE", path)));

        Assert.Equal(["BACKEND_JWT_SECRET"], refused);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
