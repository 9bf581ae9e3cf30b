using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Sandbox.Ledger;

/// <summary>The ledger file and the lock that lets only one process (and one host) use it.</summary>
internal sealed class LedgerFile : IDisposable
{
    private readonly FileStream held;
    private readonly string? temporaryDirectory;

    private LedgerFile(string path, FileStream lockFile, string? temporaryDirectory)
    {
        Path = path;
        held = lockFile;
        this.temporaryDirectory = temporaryDirectory;
    }

    public string Path { get; }

    public static LedgerFile Open(string? directory)
    {
        var temporary = directory is null ? Directory.CreateTempSubdirectory("stand-in-bank-").FullName : null;
        var home = temporary ?? directory!;
        try
        {
            Directory.CreateDirectory(home);
            var path = System.IO.Path.Combine(home, "ledger.db");
            var lockFile = new FileStream(
                System.IO.Path.Combine(home, "ledger.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
            lockFile.SetLength(0);
            lockFile.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            lockFile.Flush();
            return new LedgerFile(path, lockFile, temporary);
        }
        catch (IOException e) when (File.Exists(System.IO.Path.Combine(home, "ledger.lock")))
        {
            throw new SandboxStartException($"The ledger in {home} is in use by another stand-in bank.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxStartException($"The data directory {home} cannot be used: {e.Message}", e);
        }
    }

    public LedgerSession OpenSession(bool readOnly)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path,
                Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        var session = new LedgerSession(connection);
        session.Execute("PRAGMA busy_timeout = 5000");
        if (!readOnly)
        {
            // FULL: a commit that was answered survives the loss of power, not only of the process.
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute("PRAGMA synchronous = FULL");
        }
        return session;
    }

    public void Dispose()
    {
        held.Dispose();
        if (temporaryDirectory is not null)
        {
            Directory.Delete(temporaryDirectory, recursive: true);
        }
    }
}
