using System.IO.Compression;
using System.Text.Json;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Tests.Configuration;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Commands;

public sealed class AuditExportCommandTests
{
    private static readonly string[] Wrong = ["--from", "--account", "--code", "text"];
    private static readonly string[] Everything = ["audit", "export", "--format"];

    [Fact]
    public async Task Writes_a_file_of_its_owners_alone_records_who_asked_and_never_writes_over_one()
    {
        using var data = new TemporaryFolder();
        var settings = ConfigurationText.Development(("DATA_DIR", data.Path));
        Assert.Equal(0, (await CommandLine.RunAsync(settings, "migrate")).Exit);
        var first = Path.Combine(data.Path, "first.ndjson");

        var (exit, output, errors) = await CommandLine.RunAsync(settings, [.. Everything, "ndjson", "--out", first]);

        Assert.Equal((0, ""), (exit, errors));
        Assert.StartsWith("1 records, sha256 ", output, StringComparison.Ordinal);
        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(first) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
        );
        var (again, _, refusal) = await CommandLine.RunAsync(settings, [.. Everything, "csv", "--out", first]);
        Assert.Equal(1, again);
        Assert.Contains("exists already", refusal, StringComparison.Ordinal);

        var second = Path.Combine(data.Path, "second.ndjson");
        await CommandLine.RunAsync(
            settings,
            [.. Everything, "ndjson", "--out", second, "--code", "audit_exported", "--principal", Environment.UserName]
        );
        var records = (await File.ReadAllLinesAsync(second, TestContext.Current.CancellationToken))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("record"))
            .ToList();
        Assert.Equal(3, records.Count);
        Assert.All(
            records,
            record => Assert.Equal((int)AuditCode.AuditExported, record.GetProperty("code").GetInt32())
        );
        Assert.Equal("ended: 1 records", records[1].GetProperty("reason").GetString());
        Assert.Contains("first.ndjson", records[0].GetProperty("arguments").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(data.Path, "*.partial"));
    }

    [Fact]
    public async Task A_pack_is_a_zip_with_a_signature()
    {
        using var data = new TemporaryFolder();
        var settings = ConfigurationText.Development(("DATA_DIR", data.Path));
        Assert.Equal(0, (await CommandLine.RunAsync(settings, "migrate")).Exit);
        var file = Path.Combine(data.Path, "evidence.zip");

        var (exit, _, errors) = await CommandLine.RunAsync(settings, [.. Everything, "pack", "--out", file]);

        Assert.Equal((0, ""), (exit, errors));
        using var pack = ZipFile.OpenRead(file);
        Assert.NotNull(pack.GetEntry("manifest.sig"));
    }

    [Fact]
    public async Task Every_argument_that_cannot_be_read_is_named_and_nothing_is_written()
    {
        using var data = new TemporaryFolder();
        var settings = ConfigurationText.Development(("DATA_DIR", data.Path));
        var file = Path.Combine(data.Path, "out.csv");

        var (exit, _, errors) = await CommandLine.RunAsync(
            settings,
            [
                .. Everything,
                "csv",
                "--out",
                file,
                "--from",
                "soon",
                "--account",
                "x1",
                "--code",
                "no_such_code",
                "--text",
                "a",
            ]
        );

        Assert.Equal(1, exit);
        Assert.All(Wrong, name => Assert.Contains($"error: {name}: ", errors, StringComparison.Ordinal));
        Assert.False(File.Exists(file));
    }
}
