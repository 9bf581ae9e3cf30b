using System.Data.Common;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;
using FinancialMcp.Infrastructure.Staff;
using FinancialMcp.Infrastructure.Tests.Backends;
using FinancialMcp.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>The stores as the server composes them, on a real database, and a way around them.</summary>
internal abstract class StoreHost : IAsyncDisposable
{
    /// <summary>All stores of the test process share their keys, as replicas do.</summary>
    internal static readonly TemporaryFolder Keys = new();

    /// <summary>For tests that are not about time: a busy machine must not look like a database that does not answer.</summary>
    protected static readonly TimeSpan Patient = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider services;

    protected StoreHost(DatabaseOptions options, TimeProvider? time = null, Action<IServiceCollection>? more = null)
    {
        Options = options;
        var collection = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Logs))
            .AddScoped<CallContext>()
            .AddScoped<AuditRecords>();
        if (time is not null)
        {
            collection.AddSingleton(time);
        }

        more?.Invoke(collection);
        services = collection
            .AddSingleton(ServerInstance.OfThisProcess())
            .AddSingleton<TrailStanding>()
            .AddPersistence(options, new AuditOptions { Directory = Keys.Path })
            .AddStaff(keyCertificate: null)
            .BuildServiceProvider(validateScopes: true);
    }

    internal DatabaseOptions Options { get; }

    internal RecordedLogs Logs { get; } = new();

    internal IServiceProvider Services => services;

    internal IOperationStore Operations => services.GetRequiredService<IOperationStore>();

    internal IOversightStore Oversight => services.GetRequiredService<IOversightStore>();

    internal IAuditStore Audit => services.GetRequiredService<IAuditStore>();

    internal GroupCommitWriter Writer => services.GetRequiredService<GroupCommitWriter>();

    /// <summary>A second server on the same database, where a database allows that; else the same.</summary>
    internal abstract StoreHost Twin();

    internal IOperationStore TwinOperations() => Twin().Operations;

    /// <summary>A connection with every right, past the stores.</summary>
    internal abstract Task<DbConnection> ConnectAsync();

    internal async Task<StoreHost> StartedAsync()
    {
        foreach (var service in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(CancellationToken.None);
        }

        return this;
    }

    internal async Task ExecuteAsync(string statement)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    internal async Task<long> CountAsync(string from)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from {from}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The values of the one row that a query gives.</summary>
    internal async Task<IReadOnlyDictionary<string, object>> SingleAsync(string query)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var row = Enumerable
            .Range(0, reader.FieldCount)
            .ToDictionary(reader.GetName, reader.GetValue, StringComparer.Ordinal);
        Assert.False(await reader.ReadAsync());
        return row;
    }

    /// <summary>Ends the stores; the database stays.</summary>
    internal ValueTask StopAsync() => services.DisposeAsync();

    public virtual async ValueTask DisposeAsync() => await services.DisposeAsync();
}

internal sealed class PostgresStoreHost(DatabaseOptions options, PostgresServer server) : StoreHost(options)
{
    private static readonly Lazy<Task<string>> MigratedTemplate = new(CreateTemplateAsync);
    private PostgresStoreHost? twin;

    /// <summary>On a database of its own in the shared server.</summary>
    internal static async Task<StoreHost> CreateAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "No PostgreSQL server is installed.");
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync(await MigratedTemplate.Value);
        return new PostgresStoreHost(OptionsFor(server, database) with { Patience = Patient }, server);
    }

    /// <summary>On a server that the test may break, and with the time that a server of ours has.</summary>
    internal static async Task<StoreHost> CreateOnAsync(PostgresServer server)
    {
        var options = OptionsFor(server, await server.CreateDatabaseAsync());
        await DatabaseMigrations.MigrateAsync(options, null, _ => { }, CancellationToken.None);
        return new PostgresStoreHost(options, server);
    }

    internal static DatabaseOptions OptionsFor(PostgresServer server, string database) =>
        new()
        {
            DataDirectory = "unused",
            Postgres = new PostgresOptions
            {
                Host = PostgresServer.Host,
                Port = server.Port,
                Database = database,
                User = PostgresServer.User,
            },
        };

    /// <summary>Stores on the same server with other options.</summary>
    internal StoreHost With(DatabaseOptions options) => new PostgresStoreHost(options, server);

    internal override StoreHost Twin() => twin ??= new PostgresStoreHost(Options, server);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (twin is not null)
        {
            await twin.DisposeAsync();
        }
    }

    internal override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(server.ConnectionString(Options.Postgres!.Database));
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<string> CreateTemplateAsync()
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        await DatabaseMigrations.MigrateAsync(OptionsFor(server, database), null, _ => { }, CancellationToken.None);
        return database;
    }
}

internal sealed class SqliteStoreHost : StoreHost
{
    private readonly TemporaryFolder? folder;

    private SqliteStoreHost(
        string directory,
        TemporaryFolder? folder,
        TimeProvider? time,
        Action<IServiceCollection>? more = null
    )
        : base(new DatabaseOptions { DataDirectory = directory, Patience = Patient }, time, more) =>
        this.folder = folder;

    /// <summary>On a database of its own.</summary>
    internal static Task<StoreHost> CreateAsync(TimeProvider? time = null, Action<IServiceCollection>? more = null)
    {
        var own = new TemporaryFolder();
        return new SqliteStoreHost(own.Path, own, time, more).StartedAsync();
    }

    /// <summary>On the database of a directory, which stays.</summary>
    internal static Task<StoreHost> OpenAsync(string directory) =>
        new SqliteStoreHost(directory, null, null).StartedAsync();

    internal override StoreHost Twin() => this;

    internal override async Task<DbConnection> ConnectAsync()
    {
        var path = EmbeddedFile.PathIn(Options.DataDirectory);
        var connection = new SqliteConnection($"Data Source={path};Pooling=false;Recursive Triggers=true");
        await connection.OpenAsync();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder?.Dispose();
    }
}
