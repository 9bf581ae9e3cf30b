using System.Text.RegularExpressions;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Monitoring;

/// <summary>The rules, routes and files of docker/, judged by the programs that will read them.</summary>
public sealed partial class MonitoringFilesTests
{
    private static readonly (string, string)[] Slack =
    [
        ("SLACK_WEBHOOK_URL", "https://hooks.slack.test/services/a\"b\\c"),
        ("SLACK_CHANNEL", "#money"),
    ];

    private static readonly (string, string)[] Webhook = [("ALERT_WEBHOOK_URL", "https://pager.test/in?key=1")];

    private static readonly (string, string)[] Mail =
    [
        ("ALERT_EMAIL_TO", "on-call@bank.test"),
        ("ALERT_EMAIL_FROM", "alerts@bank.test"),
        ("ALERT_SMTP", "mail.bank.test:587"),
        ("ALERT_SMTP_USER", "alerts"),
        ("ALERT_SMTP_PASSWORD_FILE", "/run/secrets/smtp"),
    ];

    [Fact]
    public async Task Prometheus_takes_its_configuration_and_every_alert_fires_and_is_quiet_when_it_should()
    {
        Tool.Require("promtool", "prometheus");
        await SucceedsAsync("promtool", "check", "config", "prometheus.yml");
        await SucceedsAsync("promtool", "test", "rules", "rules.test.yml");

        static async Task SucceedsAsync(params string[] command)
        {
            var (code, output) = await Tool.RunAsync(command[0], command[1..], MonitoringFiles.Prometheus);
            Assert.True(code == 0, output);
        }
    }

    [Fact]
    public void Every_alert_has_a_case_that_fires_and_one_that_does_not()
    {
        var cases = File.ReadAllText(Path.Combine(MonitoringFiles.Prometheus, "rules.test.yml"));
        Assert.NotEmpty(MonitoringFiles.Alerts);
        Assert.All(
            MonitoringFiles.Alerts,
            alert =>
            {
                Assert.Contains($"- name: \"{alert} fires\"", cases, StringComparison.Ordinal);
                Assert.Contains($"- name: \"{alert} is quiet: ", cases, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Rules_and_dashboards_name_only_what_the_server_measures()
    {
        var sources = string.Concat(
            Directory
                .EnumerateFiles(Path.Combine(BuildOutput.Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText)
        );
        var expressions = Expression()
            .Matches(MonitoringFiles.Rules)
            .Select(it => it.Groups["text"].Value)
            .Concat(MonitoringFiles.Queries().Select(it => it.Query))
            .ToList();
        Assert.True(expressions.Count > MonitoringFiles.Alerts.Count);
        var named = expressions.SelectMany(MonitoringFiles.SeriesIn).ToHashSet(StringComparer.Ordinal);
        Assert.True(named.Count > 20, string.Join(' ', named));
        Assert.DoesNotContain(named, name => !sources.Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Alertmanager_takes_what_is_rendered_for_each_receiver_and_sends_to_it()
    {
        Tool.Require("amtool", "prometheus-alertmanager");
        Assert.DoesNotContain("_configs", await RenderedAsync(), StringComparison.Ordinal);
        Assert.Contains("slack_configs", await RenderedAsync(Slack), StringComparison.Ordinal);
        Assert.Contains("webhook_configs", await RenderedAsync(Webhook), StringComparison.Ordinal);
        Assert.Contains("email_configs", await RenderedAsync(Mail), StringComparison.Ordinal);
        var all = await RenderedAsync([.. Slack, .. Webhook, .. Mail]);
        Assert.Equal(3, ReceiverKind().Count(all));

        // What is part of the address is not taken for YAML.
        Assert.Contains(@"api_url: ""https://hooks.slack.test/services/a\""b\\c""", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SLACK_CHANNEL")]
    [InlineData("ALERT_EMAIL_FROM")]
    [InlineData("ALERT_SMTP")]
    [InlineData("ALERT_SMTP_USER")]
    [InlineData("ALERT_SMTP_PASSWORD_FILE")]
    public async Task A_receiver_that_is_told_by_halves_is_refused_and_what_is_missing_is_named(string missing)
    {
        var (code, output) = await RenderAsync([.. Slack.Concat(Mail).Where(it => it.Item1 != missing)]);
        Assert.Equal(1, code);
        Assert.Contains(missing + " is not", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_are_well_formed_YAML()
    {
        Tool.Require("yamllint", "yamllint");
        var (code, output) = await Tool.RunAsync(
            "yamllint",
            ["--strict", "-c", "docker/yamllint.yml", "docker"],
            BuildOutput.Root,
            ("LC_ALL", "C.UTF-8")
        );
        Assert.True(code == 0, output);
    }

    private static async Task<string> RenderedAsync(params (string, string)[] environment)
    {
        var (code, output) = await RenderAsync(environment);
        Assert.True(code == 0, output);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "alertmanager.yml");
        await File.WriteAllTextAsync(file, output, TestContext.Current.CancellationToken);
        var (checkedBy, found) = await Tool.RunAsync("amtool", ["check-config", file], folder.Path);
        Assert.True(checkedBy == 0, found);
        var (_, route) = await Tool.RunAsync(
            "amtool",
            ["config", "routes", "test", "--config.file", file, "severity=critical", "alertname=HighErrorRate"],
            folder.Path
        );
        Assert.Equal("people", route.Split('\n')[0]);
        return output;
    }

    private static Task<(int ExitCode, string Output)> RenderAsync((string, string)[] environment) =>
        Tool.RunAsync(
            "sh",
            [Path.Combine(MonitoringFiles.Docker, "alertmanager", "render.sh")],
            BuildOutput.Root,
            environment
        );

    /// <summary>On one line, or folded over those that are indented further.</summary>
    [GeneratedRegex(
        @"^ {8}expr: (>-\n)?(?<text>.+(\n {10}.+)*)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Expression();

    [GeneratedRegex("^ +(slack|webhook|email)_configs:$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReceiverKind();
}
