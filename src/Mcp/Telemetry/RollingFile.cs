using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>
/// LOG_FILE. What is written now always stands under the name that was given, so that commands that read it go on working; a file
/// that has grown is put aside under the time at which it was, and the oldest beyond a number are removed. Serilog's own file
/// puts the number of the file into the name of the current one.
/// </summary>
internal sealed class RollingFile : ILogEventSink, IDisposable
{
    private readonly Lock gate = new();
    private readonly string path;
    private readonly ITextFormatter format;
    private readonly long largest;
    private readonly int kept;
    private readonly TimeProvider time;
    private StreamWriter? writer;

    /// <summary>Opens it, and makes its folder. Throws the file system's exceptions.</summary>
    public RollingFile(string path, ITextFormatter format, long largest, int kept, TimeProvider time)
    {
        this.path = Path.GetFullPath(path);
        this.format = format;
        this.largest = largest;
        this.kept = kept;
        this.time = time;
        Directory.CreateDirectory(Folder);
        writer = Open();
    }

    private string Folder => Path.GetDirectoryName(path)!;

    private string Stem => Path.GetFileNameWithoutExtension(path);

    /// <summary>A line is in the file when this returns. What it throws, Serilog reports and survives.</summary>
    public void Emit(LogEvent logEvent)
    {
        lock (gate)
        {
            var open = writer ??= Open();
            format.Format(logEvent, open);
            open.Flush();
            if (open.BaseStream.Length >= largest)
            {
                Roll();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            writer?.Dispose();
            writer = null;
        }
    }

    /// <summary>Where it cannot be put aside it grows on, and the next line tries again.</summary>
    private void Roll()
    {
        var full = writer;
        writer = null;
        full?.Dispose();
        var at = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssffff", CultureInfo.InvariantCulture);
        File.Move(path, Path.Combine(Folder, $"{Stem}-{at}{Path.GetExtension(path)}"));
        foreach (var old in Aside().Order(StringComparer.Ordinal).SkipLast(kept))
        {
            File.Delete(old);
        }
    }

    private IEnumerable<string> Aside() =>
        Directory.EnumerateFiles(Folder, $"{Stem}-????????T??????????{Path.GetExtension(path)}");

    private StreamWriter Open() =>
        new(
            new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
        );
}
