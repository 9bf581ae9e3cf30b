using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Audit.Verification;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>
/// An evidence pack of the template as the export writes it, with its lines open to be damaged. It is then packed with
/// the manifest of before, or with a new one that somebody without the signing key made.
/// </summary>
internal sealed class TestPack
{
    private readonly Dictionary<string, byte[]> before;
    private readonly JsonObject manifest;

    internal TestPack(TrailTemplate was, bool isWhole = true)
    {
        Was = was;
        Records = [.. was.Records.Select(LineOf)];
        Seals = [.. was.Seals.Select(seal => seal.Seal.Note())];
        Epochs = [.. was.Head.Epochs.Select(LineOf)];
        before = Files();
        manifest = new JsonObject
        {
            ["build"] = "test",
            ["files"] = FilesOf(before),
            ["filter"] = isWhole ? "{}" : """{"tool":"transfer_funds"}""",
            ["key_id"] = TrailTemplate.Keys.SigningKeyId,
            ["made_at_us"] = was.Head.AsOf + 3_600_000_000,
            ["made_by"] = "auditor",
            ["records"] = Records.Count,
            ["seals"] = Seals.Count,
        };
        Signature = Sign(manifest);
    }

    internal TrailTemplate Was { get; }

    internal List<JsonObject> Records { get; }

    internal List<string> Seals { get; }

    internal List<string> Epochs { get; }

    internal string Signature { get; set; }

    /// <summary>More files, which the manifest does not name.</summary>
    internal Dictionary<string, byte[]> More { get; } = new(StringComparer.Ordinal);

    internal JsonObject Manifest => manifest;

    internal int IndexOf(TemplateRecord record) => Was.Records.Index().Single(it => it.Item == record).Index;

    /// <summary>Makes the manifest say what the files are now.</summary>
    internal void ForgeManifest(bool withKey = false)
    {
        manifest["files"] = FilesOf(Files());
        (manifest["records"], manifest["seals"]) = (Records.Count, Seals.Count);
        Signature = withKey ? Sign(manifest) : Signature;
    }

    internal async Task<VerificationReport> VerifyAsync(string folder, IEnumerable<string>? notes = null)
    {
        var path = Path.Combine(folder, $"{Guid.CreateVersion7():N}.zip");
        Write(path);
        using var keys = new TrustedKeys([TrailTemplate.Keys.PublicKey]);
        using var pack = new EvidencePack(path);
        return await new PackVerifier(keys, new MacKeys([TrailTemplate.Keys.MacKey]), TimeProvider.System).VerifyAsync(
            pack,
            notes?.ToAsyncEnumerable(),
            TestContext.Current.CancellationToken
        );
    }

    internal void Write(string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in Files().Concat(More))
        {
            Add(zip, name, bytes);
        }

        Add(zip, "manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        Add(zip, "manifest.sig", Encoding.ASCII.GetBytes(Signature));
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(bytes);
    }

    private static string Sign(JsonObject manifest) =>
        Convert.ToBase64String(TrailTemplate.Keys.Sign(Encoding.UTF8.GetBytes(manifest.ToJsonString())));

    private Dictionary<string, byte[]> Files() =>
        new(StringComparer.Ordinal)
        {
            ["records.ndjson"] = Lines(Records.Select(record => record.ToJsonString())),
            ["seals.ndjson"] = Lines(Seals),
            ["epochs.ndjson"] = Lines(Epochs),
            ["policies.ndjson"] = Lines(["""{"version":1,"rules":[]}"""]),
            ["keys.pem"] = Lines([$"# {TrailTemplate.Keys.SigningKeyId}", TrailTemplate.Keys.PublicKey]),
        };

    private static JsonArray FilesOf(Dictionary<string, byte[]> files) =>
        new([
            .. files.Select(file => new JsonObject
            {
                ["name"] = file.Key,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Value)),
                ["size"] = file.Value.Length,
            }),
        ]);

    private static byte[] Lines(IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private JsonObject LineOf(TemplateRecord record)
    {
        var (it, seal) = (record.Stored.Sealed, Was.Seals[(int)record.Seal - 1]);
        var index = Enumerable
            .Range(0, seal.Seal.Count)
            .First(place => SealLeaves.SeqAt(seal.Leaves, place) == record.Seq);
        return new JsonObject
        {
            ["seq"] = it.Seq,
            ["position"] = it.Position.ToString(CultureInfo.InvariantCulture),
            ["epoch"] = it.Epoch,
            ["recorded_at_us"] = it.RecordedAt,
            ["mac_key_id"] = it.MacKeyId,
            ["mac"] = Convert.ToBase64String(it.Mac),
            ["record"] = Convert.ToBase64String(it.Record),
            ["seal"] = record.Seal,
            ["index"] = index,
            ["path"] = Convert.ToBase64String(MerkleTree.Path(SealLeaves.Hashes(seal.Leaves), index)),
        };
    }

    private static string LineOf(Epoch epoch) =>
        new JsonObject
        {
            ["number"] = epoch.Number,
            ["first_seq"] = epoch.FirstSeq,
            ["system_id"] = epoch.SystemId,
            ["after_seal"] = epoch.AfterSeal,
            ["after_hash"] = Convert.ToHexStringLower(epoch.AfterHash),
            ["began_at_us"] = epoch.BeganAt,
        }.ToJsonString();
}
