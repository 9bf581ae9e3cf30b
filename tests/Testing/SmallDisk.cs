using System.Diagnostics;

namespace FinancialMcp.Testing;

/// <summary>
/// A file system of a few megabytes in memory, to be filled up. Needs the right to mount one. Whoever works on it ends
/// before it is disposed of.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string filler;
    private bool isMounted;

    private SmallDisk(string path)
    {
        Path = path;
        filler = System.IO.Path.Combine(path, "filler");
    }

    /// <summary>The folder in which it is mounted; everybody may write there.</summary>
    public string Path { get; }

    /// <summary>Null, and nothing left behind, where this process may not mount anything.</summary>
    public static async Task<SmallDisk?> TryMountAsync(int megabytes)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("fm-disk-").FullName);
        var options = $"size={megabytes}m,mode=0777";
        disk.isMounted =
            Environment.IsPrivilegedProcess
            && await RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.Path);
        if (disk.isMounted)
        {
            return disk;
        }

        await disk.DisposeAsync();
        return null;
    }

    /// <summary>A folder on it that belongs to the user under whom PostgreSQL runs here.</summary>
    public async Task<string> FolderOfPostgresAsync()
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, "postgres")).FullName;
        if (!await RunAsync("chown", "postgres:", folder))
        {
            throw new InvalidOperationException($"{folder} could not be given to postgres.");
        }

        return folder;
    }

    /// <summary>Takes all the room there is, to the last byte.</summary>
    public void Fill()
    {
        // Not buffered: each write says itself whether there was room for it.
        using var file = new FileStream(filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var piece = new byte[1024 * 1024]; piece.Length > 0; )
        {
            try
            {
                file.Write(piece);
            }
            catch (IOException)
            {
                piece = new byte[piece.Length / 2];
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(filler);

    public async ValueTask DisposeAsync()
    {
        if (isMounted && !await RunAsync("umount", Path))
        {
            throw new InvalidOperationException($"{Path} is still in use.");
        }

        isMounted = false;
        Directory.Delete(Path, recursive: true);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
