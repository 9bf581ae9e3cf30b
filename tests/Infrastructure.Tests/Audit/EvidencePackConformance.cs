using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Audit.Verification;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>A pack proves its records without the database.</summary>
public abstract class EvidencePackConformance : AuditConformance
{
    private static readonly AuditFilter Wanted = new() { Decision = "refused" };

    [Fact]
    public async Task A_pack_holds_its_records_in_the_order_of_the_seals_with_what_proves_them()
    {
        await Host.Oversight.EnsurePolicyAsync([], TimeProvider.System.GetUtcNow(), Samples.Event());
        for (var round = 0UL; round < 3; round++)
        {
            await Happenings.AppendAsync(Host, 100, seed: round);
            await Desk.SealAsync((await Desk.AllAsync())[^1]);
        }

        await Happenings.AppendAsync(Host, 20, seed: 9);
        var stored = await Desk.AllAsync(Wanted);

        var bytes = await PackAsync(Wanted);
        using var pack = new ZipArchive(new MemoryStream(bytes));

        Assert.Equal(
            [
                "records.ndjson",
                "seals.ndjson",
                "epochs.ndjson",
                "policies.ndjson",
                "keys.pem",
                "manifest.json",
                "manifest.sig",
            ],
            pack.Entries.Select(entry => entry.FullName)
        );
        var records = Lines(pack, "records.ndjson").Select(RecordOf).ToList();
        Assert.Equal(
            stored
                .OrderBy(it => (it.Epoch, it.Position, it.Seq))
                .Select(it => (it.Seq, Convert.ToBase64String(it.Record))),
            records.Select(it => (it.Record.Seq, Convert.ToBase64String(it.Record.Record)))
        );
        AssertProven(pack, records);
        Assert.Contains(records, it => it.Seal is null);
        using var epoch = JsonDocument.Parse(Assert.Single(Lines(pack, "epochs.ndjson")));
        Assert.Equal(1, epoch.RootElement.GetProperty("number").GetInt32());
        using var policy = JsonDocument.Parse(Assert.Single(Lines(pack, "policies.ndjson")));
        Assert.Equal(JsonValueKind.Array, policy.RootElement.GetProperty("rules").ValueKind);
        AssertManifest(pack, records.Count);
        Assert.Equal(records.Count, await VerifiedAsync(bytes));
    }

    [Fact]
    public async Task A_pack_of_everything_is_verified_with_the_public_key_alone()
    {
        await Happenings.AppendAsync(Host, 200, seed: 3);
        await Desk.SealAsync((await Desk.AllAsync())[^1]);

        var records = (await Desk.AllAsync()).Count;

        // The record of the export itself is in it too.
        Assert.Equal(records + 1, await VerifiedAsync(await PackAsync(new AuditFilter())));
    }

    [Fact]
    public async Task A_pack_of_nothing_is_a_pack()
    {
        using var pack = new ZipArchive(new MemoryStream(await PackAsync(new AuditFilter { Tool = "never_called" })));

        Assert.Empty(Lines(pack, "records.ndjson"));
        Assert.Empty(Lines(pack, "seals.ndjson"));
        AssertManifest(pack, 0);
    }

    /// <summary>How many records the verification finds in order in a pack, by files alone.</summary>
    private static async Task<long> VerifiedAsync(byte[] pack)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "pack.zip");
        var key = Path.Combine(folder.Path, "public.pem");
        await File.WriteAllBytesAsync(file, pack, Cancel);
        await File.WriteAllTextAsync(key, TrailTemplate.Keys.PublicKey, Cancel);
        var report = await AuditVerification.OfPackAsync(
            file,
            new VerificationFiles { PublicKeys = [key] },
            TimeProvider.System,
            Cancel
        );
        Assert.Empty(report.Findings);
        return report.Records;
    }

    private async Task<byte[]> PackAsync(AuditFilter filter)
    {
        var export = await Desk.CallAsync(AuditDesk.Auditor, new ExportAudit(filter, ExportFormat.Pack));
        using var output = new MemoryStream();
        await export.WriteAsync(new WriteOnlyStream(output), Cancel);
        return output.ToArray();
    }

    /// <summary>Every record's path leads to its seal's root; the seals are signed, and each names the one before.</summary>
    private static void AssertProven(ZipArchive pack, IReadOnlyList<PackedRecord> records)
    {
        var seals = Lines(pack, "seals.ndjson").Select(note => Seal.Parse(note)!).ToList();
        Assert.All(
            seals.Zip(seals.Skip(1)),
            pair =>
            {
                Assert.Equal(pair.First.Number + 1, pair.Second.Number);
                Assert.Equal(pair.First.Hash(), pair.Second.Previous);
            }
        );
        using var key = KeyOf(pack, seals[0].KeyId);
        Assert.All(seals, seal => Assert.True(key.VerifyData(seal.Body(), seal.Signature, HashAlgorithmName.SHA256)));
        var byNumber = seals.ToDictionary(seal => seal.Number);
        foreach (var record in records.Where(it => it.Seal is not null))
        {
            var seal = byNumber[record.Seal!.Value];
            Assert.Equal(
                seal.Root,
                MerkleTree.RootFrom(record.Record.LeafHash(), record.Index, seal.Count, record.Path)
            );
        }

        Assert.Equal(records.Min(it => it.Seal), seals[0].Number);
        Assert.Equal(records.Max(it => it.Seal), seals[^1].Number);
    }

    private static void AssertManifest(ZipArchive pack, int records)
    {
        var bytes = Bytes(pack, "manifest.json");
        using var manifest = JsonDocument.Parse(bytes);
        var root = manifest.RootElement;
        Assert.Equal(
            root.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal),
            root.EnumerateObject().Select(member => member.Name)
        );
        using var key = KeyOf(pack, root.GetProperty("key_id").GetString()!);
        Assert.True(
            key.VerifyData(
                bytes,
                Convert.FromBase64String(Encoding.ASCII.GetString(Bytes(pack, "manifest.sig"))),
                HashAlgorithmName.SHA256
            )
        );
        Assert.Equal(records, root.GetProperty("records").GetInt32());
        Assert.Equal(Lines(pack, "seals.ndjson").Count, root.GetProperty("seals").GetInt32());
        Assert.Equal("aurel", root.GetProperty("made_by").GetString());
        var files = root.GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(5, files.Count);
        foreach (var file in files)
        {
            var content = Bytes(pack, file.GetProperty("name").GetString()!);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), file.GetProperty("sha256").GetString());
            Assert.Equal(content.Length, file.GetProperty("size").GetInt64());
        }
    }

    private static ECDsa KeyOf(ZipArchive pack, string id)
    {
        var pem = Encoding.ASCII.GetString(Bytes(pack, "keys.pem")).Split($"# {id}\n")[1].Split("# ")[0];
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }

    private static PackedRecord RecordOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var record = new SealedRecord(
            root.GetProperty("seq").GetInt64(),
            long.Parse(root.GetProperty("position").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            root.GetProperty("epoch").GetInt32(),
            root.GetProperty("recorded_at_us").GetInt64(),
            root.GetProperty("mac_key_id").GetString()!,
            root.GetProperty("mac").GetBytesFromBase64(),
            root.GetProperty("record").GetBytesFromBase64()
        );
        return root.TryGetProperty("seal", out var seal)
            ? new PackedRecord(
                record,
                seal.GetInt64(),
                root.GetProperty("index").GetInt32(),
                root.GetProperty("path").GetBytesFromBase64()
            )
            : new PackedRecord(record, null, 0, []);
    }

    private static List<string> Lines(ZipArchive pack, string name) =>
        [.. Encoding.UTF8.GetString(Bytes(pack, name)).Split('\n').SkipLast(1)];

    private static byte[] Bytes(ZipArchive pack, string name)
    {
        using var stream = pack.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed record PackedRecord(SealedRecord Record, long? Seal, int Index, byte[] Path);

    /// <summary>As an answer to a browser: it neither seeks nor tells where it is.</summary>
    private sealed class WriteOnlyStream(MemoryStream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}

public sealed class EvidencePackOnPostgresTests : EvidencePackConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class EvidencePackOnSqliteTests(ITestOutputHelper output) : EvidencePackConformance
{
    private const double MostMegabytes = 200;

    /// <summary>In a process of its own, which tells the most memory it ever held.</summary>
    [Fact]
    public async Task A_pack_of_a_hundred_thousand_records_needs_less_than_200_megabytes()
    {
        using var folder = new TemporaryFolder();
        await using (var host = await SqliteStoreHost.OpenAsync(folder.Path))
        {
            await Flood.WriteAsync(host, PackingProcess.Records);
            await using var desk = new AuditDesk(host);
            var newest = await desk.Reading.PageAsync(AuditFilter.Everything, AuditOrder.NewestFirst, null, 1, Cancel);
            await desk.SealAsync(newest.Records[0]);
        }

        var told = await PackingProcess.StartAsync(folder.Path);

        output.WriteLine(FormattableString.Invariant($"{told.Megabytes:0} MB at most"));
        Assert.True(told.Records > PackingProcess.Records, $"{told.Records} records");
        Assert.True(told.Megabytes < MostMegabytes, $"{told.Megabytes} MB");
    }

    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
