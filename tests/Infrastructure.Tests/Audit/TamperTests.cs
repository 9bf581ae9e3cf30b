using FinancialMcp.Application.Audit.Verification;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>
/// Everything that the owner of the database can do to a trail behind the server's back is found, and the first record or
/// seal that it was done to is named.
/// </summary>
public abstract class TamperConformance
{
    private static readonly IReadOnlyDictionary<string, Tampering> Tamperings = new[]
    {
        RecordTamperings.All,
        SealTamperings.All,
        OperationTamperings.All,
    }
        .SelectMany(all => all)
        .ToDictionary(tampering => tampering.Name, StringComparer.Ordinal);

    private readonly bool isPostgres;

    private protected TamperConformance(bool isPostgres) => this.isPostgres = isPostgres;

    private protected static TheoryData<string> Names(Func<Tampering, bool> where) =>
        [.. Tamperings.Values.Where(where).Select(tampering => tampering.Name)];

    private protected async Task IsFoundAsync(string name)
    {
        var tampering = Tamperings[name];
        var template = await TrailTemplate.OfAsync(isPostgres);
        var trail = await template.CopyAsync();
        await tampering.DoAsync(trail);

        var report = await trail.VerifyAsync(tampering.HasNotes, tampering.IsLater);

        var found = string.Join('\n', report.Findings);
        foreach (var expected in tampering.Expect(template))
        {
            var group = report.Findings.SingleOrDefault(group => group.Class == expected.Class);
            Assert.True(group is not null, $"No {expected.Class} was found, but:\n{found}");
            Assert.True(
                (expected.Seq is null || group.First.Seq == expected.Seq)
                    && (expected.Seal is null || group.First.Seal == expected.Seal),
                $"{expected} was expected to be the first, but:\n{found}"
            );
        }
    }

    [Fact]
    public async Task An_untouched_trail_is_verified_whole()
    {
        var template = await TrailTemplate.OfAsync(isPostgres);

        var report = await (await template.CopyAsync()).VerifyAsync(isLater: true);

        Assert.Empty(report.Findings);
        Assert.Equal(template.Records.Count, report.Records);
        Assert.Equal(template.Seals.Count, report.Seals);
        Assert.Equal(template.Seals.Count, report.Notes);
        Assert.Equal(0, report.Waiting);
        Assert.True(report.Operations >= 30);
        Assert.Empty(report.NotChecked);
    }

    [Fact]
    public async Task Without_keys_and_notes_the_report_says_what_it_does_not_vouch_for()
    {
        var template = await TrailTemplate.OfAsync(isPostgres);
        var trail = await template.CopyAsync();
        await using var source = await TrailTemplate.OpenAsync(trail.Options);

        var report = await new TrailVerifier(null, new MacKeys([]), TimeProvider.System).VerifyAsync(
            source,
            null,
            TestContext.Current.CancellationToken
        );

        Assert.Empty(report.Findings);
        Assert.False(report.KeysAreTrusted);
        Assert.Equal(3, report.NotChecked.Count);
        Assert.Contains(
            report.NotChecked,
            remark => remark.Contains($"{template.Records.Count} records", StringComparison.Ordinal)
        );
    }
}

public sealed class TamperOnPostgresTests() : TamperConformance(isPostgres: true)
{
    public static TheoryData<string> All => Names(tampering => tampering.OnPostgres);

    [Theory]
    [MemberData(nameof(All))]
    public Task It_is_found(string tampering) => IsFoundAsync(tampering);
}

public sealed class TamperOnSqliteTests() : TamperConformance(isPostgres: false)
{
    public static TheoryData<string> All => Names(tampering => tampering.OnSqlite);

    [Theory]
    [MemberData(nameof(All))]
    public Task It_is_found(string tampering) => IsFoundAsync(tampering);
}
