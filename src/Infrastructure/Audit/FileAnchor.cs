using System.Text;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// A file that notes are appended to, one a line, and flushed to the disk. An end that a crash or a full disk tore is
/// completed with a line end first: a torn line stays, and is no note.
/// </summary>
internal sealed class FileAnchor(string path) : IAnchor
{
    private const int TailSize = 64 * 1024;

    public string Name => "file";

    public async Task<string?> LastNoteAsync()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        await using var stream = File.OpenRead(path);
        stream.Seek(Math.Max(0, stream.Length - TailSize), SeekOrigin.Begin);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var tail = await reader.ReadToEndAsync();
        return tail.Split('\n').LastOrDefault(line => Domain.Audit.Seal.Parse(line) is not null);
    }

    public async Task TellAsync(IReadOnlyList<string> notes)
    {
        OwnersFiles.MakeFolder(Path.GetDirectoryName(path)!);
        await using var stream = OwnersFiles.Open(path, FileMode.OpenOrCreate);
        var text = new StringBuilder();
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            if (stream.ReadByte() != '\n')
            {
                text.Append('\n');
            }
        }

        foreach (var note in notes)
        {
            text.Append(note).Append('\n');
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
        stream.Flush(flushToDisk: true);
    }
}
