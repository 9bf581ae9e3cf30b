using System.Text;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>Holds a pack's files against its manifest, and the manifest against its signature.</summary>
internal sealed class PackFiles(IEvidencePack pack, TrustedKeys keys, FindingList findings)
{
    /// <summary>The manifest. Throws <see cref="InvalidDataException"/> when there is none.</summary>
    internal async Task<PackFormat.ManifestFile> CheckAsync(CancellationToken cancellationToken)
    {
        var bytes = await pack.ReadAsync(PackFormat.Manifest, cancellationToken);
        var manifest =
            PackFormat.Parse<PackFormat.ManifestFile>(bytes)
            ?? throw new InvalidDataException("The pack's manifest cannot be read.");
        if (manifest.Files is null || manifest.KeyId is null)
        {
            throw new InvalidDataException("The pack's manifest names no files or no key.");
        }

        var signature = await pack.ReadAsync(PackFormat.Signature, cancellationToken);
        if (!keys.Has(manifest.KeyId))
        {
            Add($"The manifest is signed by {manifest.KeyId}, which is not a trusted key.");
        }
        else if (!IsSigned(manifest.KeyId, bytes, signature))
        {
            Add($"The manifest does not bear the signature of {manifest.KeyId}.");
        }

        foreach (var file in manifest.Files)
        {
            await CheckAsync(file, cancellationToken);
        }

        CheckNames(manifest);
        return manifest;
    }

    private async Task CheckAsync(PackFormat.PackedFile file, CancellationToken cancellationToken)
    {
        if (!pack.Files.Contains(file.Name, StringComparer.Ordinal))
        {
            findings.Add(new Finding(FindingClass.Missing, $"The file {file.Name} is not in the pack."));
            return;
        }

        var (sha256, size) = await pack.DigestAsync(file.Name, cancellationToken);
        if (size != file.Size || !string.Equals(sha256, file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            Add($"The file {file.Name} is not the one that the manifest names.");
        }
    }

    /// <summary>A second file of a name, or one that the manifest leaves out, could be shown in place of the right one.</summary>
    private void CheckNames(PackFormat.ManifestFile manifest)
    {
        var named = manifest.Files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var file in pack.Files.GroupBy(name => name, StringComparer.Ordinal))
        {
            var isOwn = file.Key is PackFormat.Manifest or PackFormat.Signature;
            if (file.Count() > 1 || !(isOwn || named.Contains(file.Key)))
            {
                Add($"The file {file.Key} is in the pack {file.Count()} times, and the manifest does not say so.");
            }
        }

        foreach (var needed in new[] { PackFormat.Records, PackFormat.Seals, PackFormat.Epochs })
        {
            if (!named.Contains(needed))
            {
                Add($"The manifest does not name {needed}.");
            }
        }
    }

    private bool IsSigned(string keyId, byte[] manifest, byte[] signature)
    {
        try
        {
            return keys.Verifies(keyId, manifest, Convert.FromBase64String(Encoding.ASCII.GetString(signature)));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private void Add(string what) => findings.Add(new Finding(FindingClass.Invalid, what));
}
