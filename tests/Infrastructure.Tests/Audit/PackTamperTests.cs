using System.Text.Json.Nodes;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Testing;
using static FinancialMcp.Application.Audit.Verification.FindingClass;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What somebody can do to an evidence pack is found without the database, also when its manifest is made anew.</summary>
public sealed class PackTamperTests : IDisposable
{
    private static readonly IReadOnlyDictionary<string, PackTampering> Tamperings = new PackTampering[]
    {
        new(
            "change a record's bytes",
            pack => Set(pack, pack.Was.Read, "record", Forged(pack.Was.Read)),
            was => [new(Invalid, was.Read.Seq), new(MacMismatch, was.Read.Seq)]
        ),
        new(
            "change the first record's bytes",
            pack => Set(pack, pack.Was.First, "record", Forged(pack.Was.First)),
            was => [new(Invalid, was.First.Seq), new(MacMismatch, was.First.Seq)]
        ),
        new(
            "change a MAC",
            pack => Set(pack, pack.Was.Read, "mac", Convert.ToBase64String(new byte[32])),
            was => [new(Invalid, was.Read.Seq), new(MacMismatch, was.Read.Seq)]
        ),
        new(
            "change a record's time",
            pack => Set(pack, pack.Was.Read, "recorded_at_us", 1),
            was => [new(Invalid, was.Read.Seq)]
        ),
        new(
            "change a record's number",
            pack => Set(pack, pack.Was.Read, "seq", 1_000_000),
            _ => [new(Invalid, 1_000_000)]
        ),
        new("change a path", pack => Set(pack, pack.Was.Read, "path", ""), was => [new(Invalid, was.Read.Seq)]),
        new(
            "name another seal",
            pack => Set(pack, pack.Was.Read, "seal", pack.Was.Read.Seal + 1),
            was => [new(Invalid, was.Read.Seq)]
        ),
        new("take a record's seal away", TakeSealAway, was => [new(UnsealedOld, was.Read.Seq)]),
        new("delete the first record", pack => pack.Records.RemoveAt(0), was => [new(Missing, was.First.Seq)])
        {
            NeedsManifest = true,
        },
        new(
            "delete the last record",
            pack => pack.Records.RemoveAt(pack.Records.Count - 1),
            was => [new(Missing, was.Last.Seq)]
        )
        {
            NeedsManifest = true,
        },
        new(
            "delete a middle record",
            pack => pack.Records.RemoveAt(pack.IndexOf(pack.Was.Read)),
            was => [new(Missing, was.Read.Seq)]
        )
        {
            NeedsManifest = true,
        },
        new(
            "delete a range",
            pack => pack.Records.RemoveRange(pack.IndexOf(pack.Was.Read), 15),
            was => [new(Missing, was.Read.Seq)]
        )
        {
            NeedsManifest = true,
        },
        new(
            "insert a record twice",
            pack =>
                pack.Records.Insert(
                    pack.IndexOf(pack.Was.Read),
                    (JsonObject)pack.Records[pack.IndexOf(pack.Was.Read)].DeepClone()
                ),
            was => [new(Forked, was.Read.Seq)]
        ),
        new("insert a forged record", InsertForged, _ => [new(Invalid, 1_000_000)]),
        new("swap two lines", SwapLines, was => [new(Reordered, was.Read.Seq)]),
        new(
            "swap two records' contents",
            SwapContents,
            was => [new(Invalid, Math.Min(was.Intents[0].Seq, was.Intents[1].Seq))]
        ),
        new(
            "change a seal's root",
            pack => Seal(pack, seal => seal with { Root = new byte[32] }),
            was => [new(Invalid, null, was.Read.Seal)]
        ),
        new(
            "change a seal's signature",
            pack => Seal(pack, seal => seal with { Signature = new byte[64] }),
            was => [new(Invalid, null, was.Read.Seal)]
        ),
        new(
            "change what a seal follows",
            pack => Seal(pack, seal => seal with { Previous = new byte[32] }),
            was => [new(Forked, null, was.Read.Seal)]
        ),
        new(
            "remove a seal",
            pack => pack.Seals.RemoveAt((int)pack.Was.Read.Seal - 1),
            was => [new(Gap, null, was.Read.Seal)]
        ),
        new(
            "remove the last seal",
            pack => pack.Seals.RemoveAt(pack.Seals.Count - 1),
            was => [new(Missing, was.Records.Where(it => it.Seal == was.Last.Seal).Min(it => it.Seq))]
        ),
        new("swap two seals", SwapSeals, was => [new(Gap, null, was.Read.Seal), new(Reordered, null, was.Read.Seal)]),
        new("put a torn line", pack => pack.Seals.Insert(1, "{"), _ => [new(Invalid, null)]),
        new(
            "change an epoch",
            pack => pack.Epochs[0] = pack.Epochs[0].Replace("\"number\":1", "\"number\":7", StringComparison.Ordinal),
            was => [new(Invalid, null, was.Seals[0].Seal.Number)]
        ),
        new("add a file", pack => pack.More["more.txt"] = [1], _ => [new(Invalid, null)]) { NeedsManifest = true },
        new("change the manifest", pack => pack.Manifest["made_by"] = "somebody else", _ => [new(Invalid, null)])
        {
            NeedsManifest = true,
        },
        new("sign with something else", pack => pack.Signature = "none", _ => [new(Invalid, null)])
        {
            NeedsManifest = true,
        },
    }.ToDictionary(tampering => tampering.Name, StringComparer.Ordinal);

    private static readonly bool[] OnlyAsItWas = [false];
    private static readonly bool[] AlsoForged = [false, true];
    private static readonly string[] Content = ["record", "mac", "recorded_at_us"];

    private readonly TemporaryFolder folder = new();

    public static IEnumerable<TheoryDataRow<string, bool>> All =>
        Tamperings.Values.SelectMany(tampering =>
            (tampering.NeedsManifest ? OnlyAsItWas : AlsoForged).Select(isForged => new TheoryDataRow<string, bool>(
                tampering.Name,
                isForged
            ))
        );

    [Theory]
    [MemberData(nameof(All))]
    public async Task It_is_found(string name, bool hasForgedManifest)
    {
        var tampering = Tamperings[name];
        var was = await TrailTemplate.OfAsync(isPostgres: false);
        var pack = new TestPack(was);
        tampering.Do(pack);
        if (hasForgedManifest)
        {
            pack.ForgeManifest();
        }

        var report = await pack.VerifyAsync(folder.Path);

        var found = string.Join('\n', report.Findings);
        Assert.Contains(report.Findings, group => group.Class == Invalid || group.Class == Missing);
        foreach (var expected in tampering.Expect(was))
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_untouched_pack_is_verified_whole(bool isPostgres)
    {
        var was = await TrailTemplate.OfAsync(isPostgres);

        var report = await new TestPack(was).VerifyAsync(folder.Path, was.Notes);

        Assert.Empty(report.Findings);
        Assert.Equal(was.Records.Count, report.Records);
        Assert.Equal(was.Seals.Count, report.Seals);
        Assert.Single(report.NotChecked);
    }

    [Fact]
    public async Task A_pack_of_some_records_is_verified_without_the_others()
    {
        var was = await TrailTemplate.OfAsync(isPostgres: false);
        var pack = new TestPack(was, isWhole: false);
        pack.Records.RemoveAll(record => (long)record["seq"]! % 3 != 0);
        pack.Seals.RemoveAt(0);
        pack.Records.RemoveAll(record => (long)record["seal"]! == 1);
        pack.ForgeManifest(withKey: true);

        var report = await pack.VerifyAsync(folder.Path, was.Notes);

        Assert.Empty(report.Findings);
        Assert.Equal(pack.Records.Count, report.Records);
        Assert.Equal(2, report.NotChecked.Count);
    }

    [Fact]
    public async Task What_is_no_pack_is_refused()
    {
        var path = Path.Combine(folder.Path, "none.zip");
        await File.WriteAllTextAsync(path, "no zip", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<Infrastructure.Audit.Verification.AuditVerificationException>(() =>
            Infrastructure.Audit.Verification.AuditVerification.OfPackAsync(
                path,
                new Infrastructure.Audit.Verification.VerificationFiles(),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            )
        );
    }

    public void Dispose() => folder.Dispose();

    private static string Forged(TemplateRecord record) => Convert.ToBase64String(RecordTamperings.Forged(record));

    private static void Set(TestPack pack, TemplateRecord record, string member, JsonNode value) =>
        pack.Records[pack.IndexOf(record)][member] = value;

    private static void TakeSealAway(TestPack pack)
    {
        var line = pack.Records[pack.IndexOf(pack.Was.Read)];
        _ = line.Remove("seal") && line.Remove("index") && line.Remove("path");
    }

    private static void InsertForged(TestPack pack)
    {
        var at = pack.IndexOf(pack.Was.Read);
        var forged = (JsonObject)pack.Records[at].DeepClone();
        (forged["seq"], forged["record"]) = (1_000_000, Forged(pack.Was.Read));
        pack.Records.Insert(at + 1, forged);
    }

    private static void SwapLines(TestPack pack)
    {
        var at = pack.IndexOf(pack.Was.Read);
        (pack.Records[at], pack.Records[at + 1]) = (pack.Records[at + 1], pack.Records[at]);
    }

    private static void SwapSeals(TestPack pack)
    {
        var at = (int)pack.Was.Read.Seal - 1;
        (pack.Seals[at], pack.Seals[at + 1]) = (pack.Seals[at + 1], pack.Seals[at]);
    }

    private static void SwapContents(TestPack pack)
    {
        var (one, other) = (
            pack.Records[pack.IndexOf(pack.Was.Intents[0])],
            pack.Records[pack.IndexOf(pack.Was.Intents[1])]
        );
        foreach (var member in Content)
        {
            (one[member], other[member]) = (other[member]!.DeepClone(), one[member]!.DeepClone());
        }
    }

    private static void Seal(TestPack pack, Func<Seal, Seal> change) =>
        pack.Seals[(int)pack.Was.Read.Seal - 1] = change(pack.Was.MiddleSeal.Seal).Note();

    private sealed record PackTampering(
        string Name,
        Action<TestPack> Do,
        Func<TrailTemplate, IEnumerable<Expected>> Expect
    )
    {
        /// <summary>Nothing but the signed manifest can tell, so one that was forged tells of the forgery alone.</summary>
        internal bool NeedsManifest { get; init; }
    }
}
