using System.Text.RegularExpressions;

namespace FinancialMcp.Architecture.Tests;

/// <summary>Sizes, folders and leftovers: what a reviewer should never have to say.</summary>
public sealed partial class TidyTests
{
    private const int FileLines = 300;
    private const int MethodLines = 60;

    private static readonly string[] ForbiddenFolders =
    [
        "Common",
        "Shared",
        "Helper",
        "Helpers",
        "Extensions",
        "Utils",
        "Util",
        "Models",
        "Interfaces",
        "Queries",
        "Dto",
        "Dtos",
        "Misc",
    ];

    private static readonly string[] KnownEndings =
    [
        ".cs",
        ".csproj",
        ".sln",
        ".props",
        ".targets",
        ".json",
        ".md",
        ".sh",
        ".razor",
        ".css",
        ".js",
        ".mjs",
        ".sql",
        ".txt",
        ".editorconfig",
        ".gitignore",
        ".gitattributes",
        ".yml",
        ".yaml",
        ".conf",
        ".svg",
        ".png",
        ".dockerignore",
        ".example",
        ".dev",
        ".staging",
        ".prod",
        ".service",
        ".timer",
    ];

    private static IEnumerable<string> Sources => Repository.Files.Where(IsSource);

    [Fact]
    public void No_source_file_is_longer_than_300_lines()
    {
        Assert.NotEmpty(Sources);
        AssertNone(Sources.Where(file => Repository.Lines(file).Length > FileLines));
    }

    [Fact]
    public void No_method_is_longer_than_60_lines() =>
        AssertNone(Sources.SelectMany(file => LongBodies(file, Repository.Lines(file))));

    [Fact]
    public void A_long_method_is_found() =>
        Assert.Single(
            LongBodies("planted.cs", ["    void Long()", "    {", .. Enumerable.Repeat("        x();", 61), "    }"])
        );

    [Fact]
    public void No_folder_collects_anything()
    {
        var found = Repository
            .Files.SelectMany(file => file.Split('/').SkipLast(1))
            .Where(folder => ForbiddenFolders.Contains(folder, StringComparer.OrdinalIgnoreCase))
            .Distinct();
        AssertNone(found);
    }

    [Fact]
    public void Nothing_is_left_unfinished() => AssertNone(Matches(Unfinished(), Sources));

    [Fact]
    public void Nothing_names_a_machine() =>
        AssertNone(
            Matches(MachinePath(), Repository.Files.Where(IsText))
                .Where(found => !found.StartsWith("docker/", StringComparison.Ordinal))
        );

    [Fact]
    public void Tests_wait_for_conditions_and_never_sleep() =>
        AssertNone(Matches(Sleep(), Sources.Where(file => file.StartsWith("tests/", StringComparison.Ordinal))));

    [Fact]
    public void No_error_is_swallowed() => AssertNone(Matches(Swallowed(), Sources));

    [Fact]
    public void No_stray_file_lies_about() => AssertNone(Repository.Files.Where(IsStray));

    [Fact]
    public void Namespaces_follow_folders()
    {
        var wrong =
            from file in Sources
            where
                file.StartsWith("src/", StringComparison.Ordinal)
                && !file.Contains("/Migrations/", StringComparison.Ordinal)
            let folder = "FinancialMcp." + string.Join('.', file.Split('/').Skip(1).SkipLast(1))
            from line in Repository.Lines(file)
            where line.StartsWith("namespace ", StringComparison.Ordinal) && line != $"namespace {folder};"
            select $"{file}: {line}";
        AssertNone(wrong);
    }

    [Fact]
    public void Scripts_can_be_run()
    {
        var scripts = Repository
            .Files.Where(file => file.EndsWith(".sh", StringComparison.Ordinal) || file == ".ci/run")
            .ToList();
        Assert.NotEmpty(scripts);
        AssertNone(
            scripts.Where(file =>
                !OperatingSystem.IsLinux()
                || !File.GetUnixFileMode(Path.Combine(Repository.Root, file)).HasFlag(UnixFileMode.UserExecute)
            )
        );
    }

    private static void AssertNone(IEnumerable<string> found) => Assert.Equal([], found);

    private static bool IsSource(string file) =>
        file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal);

    private static bool IsText(string file) =>
        !file.EndsWith(".png", StringComparison.Ordinal)
        && !file.EndsWith("packages.lock.json", StringComparison.Ordinal)
        && !file.EndsWith("TidyTests.cs", StringComparison.Ordinal);

    private static bool IsStray(string file) =>
        !KnownEndings.Contains(Path.GetExtension(file), StringComparer.Ordinal)
        && file is not (".ci/run" or "LICENSE" or "docker/Dockerfile");

    /// <summary>Bodies of members, told by the indentation that the formatter guarantees.</summary>
    private static IEnumerable<string> LongBodies(string file, string[] lines)
    {
        for (var start = 1; start < lines.Length; start++)
        {
            var indent = lines[start].Length - 1;
            if (indent is not (4 or 8) || lines[start].Trim() != "{" || NotABody().IsMatch(Header(lines, start)))
            {
                continue;
            }

            var closing = new string(' ', indent) + "}";
            var end = Array.FindIndex(lines, start, line => line.StartsWith(closing, StringComparison.Ordinal));
            if (end - start - 1 > MethodLines)
            {
                yield return $"{file}:{start}";
            }
        }
    }

    /// <summary>The declaration above an opening brace, which may span lines.</summary>
    private static string Header(string[] lines, int brace)
    {
        var first = brace - 1;
        var indent = lines[brace].Length - 1;
        while (first > 0 && (lines[first].Length <= indent || lines[first][indent] is ' ' or ')' or '}'))
        {
            first--;
        }

        return string.Join(' ', lines[first..brace]);
    }

    private static IEnumerable<string> Matches(Regex pattern, IEnumerable<string> files) =>
        from file in files
        where !file.EndsWith("TidyTests.cs", StringComparison.Ordinal)
        from line in Repository.Lines(file).Index()
        where pattern.IsMatch(line.Item)
        select $"{file}:{line.Index + 1}";

    [GeneratedRegex(@"\b(class|record|struct|interface|enum|namespace|new)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotABody();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b", RegexOptions.None, 1000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(^|[ ""'=:(])/(home|root|work)/[a-z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\(", RegexOptions.None, 1000)]
    private static partial Regex Sleep();

    [GeneratedRegex(
        @"catch( \(Exception\))? *\{ *\}|Assert\.True\(true\)|Skip *= *""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Swallowed();
}
