using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>A record of the template, and the number of its seal.</summary>
internal sealed record TemplateRecord(StoredRecord Stored, long Seal)
{
    internal long Seq => Stored.Sealed.Seq;

    internal int Code => Stored.Columns!.Code;
}

/// <summary>
/// One sealed trail on each database, made once, of which every test gets a copy to damage: six seals with some ten
/// records each, and what they were when nobody had touched them.
/// </summary>
internal sealed class TrailTemplate
{
    private const int Batches = 6;

    private static readonly TemporaryFolder Folder = new();

    private static readonly Dictionary<bool, Lazy<Task<TrailTemplate>>> Templates = new()
    {
        [true] = new(() => CreateAsync(isPostgres: true)),
        [false] = new(() => CreateAsync(isPostgres: false)),
    };

    private TrailTemplate(DatabaseOptions options) => Options = options;

    internal DatabaseOptions Options { get; }

    internal bool IsPostgres => Options.Postgres is not null;

    /// <summary>In the order of their seals.</summary>
    internal IReadOnlyList<TemplateRecord> Records { get; private set; } = [];

    /// <summary>By number.</summary>
    internal IReadOnlyList<StoredSeal> Seals { get; private set; } = [];

    internal IReadOnlyList<string> Notes { get; private set; } = [];

    internal TrailHead Head { get; private set; } = null!;

    internal TemplateRecord First => Records[0];

    internal TemplateRecord Last => Records[^1];

    /// <summary>One in the middle that has all that is damaged: two payments, a read, several transactions.</summary>
    internal StoredSeal MiddleSeal { get; private set; } = null!;

    /// <summary>The intents of the middle seal.</summary>
    internal IReadOnlyList<TemplateRecord> Intents => [.. Middle((int)AuditCode.OperationIntent)];

    /// <summary>A read in the middle seal.</summary>
    internal TemplateRecord Read => Middle((int)AuditCode.CallAnswered).First();

    internal static AuditKeys Keys { get; } = AuditKeys.Load(new AuditOptions { Directory = StoreHost.Keys.Path });

    internal static Task<TrailTemplate> OfAsync(bool isPostgres)
    {
        Assert.SkipUnless(!isPostgres || PostgresServer.IsInstalled, "No PostgreSQL server is installed.");
        return Templates[isPostgres].Value;
    }

    /// <summary>A database of its own that is the same.</summary>
    internal async Task<TamperedTrail> CopyAsync()
    {
        if (Options.Postgres is { } postgres)
        {
            var server = await PostgresServer.SharedAsync();
            var name = await server.CreateDatabaseAsync(postgres.Database);
            return new TamperedTrail(this, PostgresStoreHost.OptionsFor(server, name));
        }

        var folder = Path.Combine(Folder.Path, Guid.CreateVersion7().ToString("N"));
        Directory.CreateDirectory(folder);
        await using var connection = new SqliteConnection(
            $"Data Source={EmbeddedFile.PathIn(Options.DataDirectory)};Pooling=false"
        );
        await connection.OpenAsync();
        await using var copy = connection.CreateCommand();
        copy.CommandText = $"vacuum into '{EmbeddedFile.PathIn(folder)}'";
        await copy.ExecuteNonQueryAsync();
        return new TamperedTrail(this, new DatabaseOptions { DataDirectory = folder });
    }

    internal static async Task<ITrailSource> OpenAsync(DatabaseOptions options) =>
        options.Postgres is { } postgres
            ? await PostgresTrailSource.OpenAsync(postgres, CancellationToken.None)
            : await SqliteTrailSource.OpenAsync(options.DataDirectory, TimeProvider.System, CancellationToken.None);

    private IEnumerable<TemplateRecord> Middle(int code) =>
        Records.Where(record => record.Seal == MiddleSeal.Seal.Number && record.Code == code);

    private static async Task<TrailTemplate> CreateAsync(bool isPostgres)
    {
        var host = isPostgres
            ? await PostgresStoreHost.CreateAsync()
            : await SqliteStoreHost.OpenAsync(Path.Combine(Folder.Path, "template"));
        var template = new TrailTemplate(host.Options);
        await using (host)
        {
            await using var trail = new SealedTrail(host);
            for (var batch = 0; batch < Batches; batch++)
            {
                await trail.WriteAsync(payments: 3);
                await trail.SealAsync();
            }

            template.Notes = await trail.NotesAsync();
        }

        await template.ReadAsync();
        return template;
    }

    private async Task ReadAsync()
    {
        await using var source = await OpenAsync(Options);
        Head = await source.HeadAsync(CancellationToken.None);
        Seals = await source.SealsAsync(CancellationToken.None).ToListAsync();
        Records =
        [
            .. (await source.RecordsAsync(CancellationToken.None).ToListAsync()).Select(record => new TemplateRecord(
                record,
                Seals
                    .Single(seal =>
                        record.Sealed.Position >= seal.Seal.FromPosition
                        && record.Sealed.Position < seal.Seal.ToPosition
                    )
                    .Seal.Number
            )),
        ];
        MiddleSeal = Seals.Skip(2).SkipLast(1).First(IsRich);
    }

    private bool IsRich(StoredSeal seal)
    {
        var records = Records.Where(record => record.Seal == seal.Seal.Number).ToList();
        return records.Count(record => record.Code == (int)AuditCode.OperationIntent) > 3
            && records.Exists(record => record.Code == (int)AuditCode.CallAnswered)
            && records.DistinctBy(record => record.Stored.Sealed.Position).Count() > 2;
    }
}
