using System.Globalization;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Testing;

namespace FinancialMcp.Bench;

/// <summary>How long people wait for a page of a large trail on PostgreSQL.</summary>
internal static class AuditBench
{
    /// <summary>Months are made for a year, the one that is not over included.</summary>
    private const int Days = 330;

    /// <summary>The result as a page's part.</summary>
    public static async Task<string> RunAsync(int records, int rounds, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var server = await PostgresServer.SharedAsync();
        var name = await server.CreateDatabaseAsync();
        var database = On(server, name, folder.Path);
        await DatabaseMigrations.MigrateAsync(database, null, Console.Error.WriteLine, cancellationToken);
        var events = new AuditEvents(server.ConnectionString(name), records, Days);
        await events.WriteAsync(Console.Error.WriteLine, cancellationToken);
        await using var services = Services(database, folder.Path);
        var searches = new AuditSearches(services.GetRequiredService<IAuditReading>(), events);
        await searches.RunAsync(rounds);
        var machine = Machine.Describe(TimeProvider.System);
        return string.Concat(machine.Lines.Select(line => $"- {line}\n"))
            + string.Create(
                CultureInfo.InvariantCulture,
                $"- {records:N0} records of {Days} days, in {rounds} rounds; PostgreSQL 15 as it is installed (128 MB of shared buffers)\n"
            )
            + $"- repeat it with `build/bench/bench.sh audit`\n\n{searches.Report()}";
    }

    /// <summary>How a server reaches a database on PostgreSQL, with its files in the folder.</summary>
    public static DatabaseOptions On(PostgresServer server, string name, string folder) =>
        new()
        {
            DataDirectory = folder,
            Postgres = new PostgresOptions
            {
                Host = PostgresServer.Host,
                Port = server.Port,
                Database = name,
                User = PostgresServer.User,
            },
        };

    /// <summary>A server's own, none of it started.</summary>
    public static ServiceProvider Services(DatabaseOptions database, string folder) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(ServerInstance.OfThisProcess())
            .AddApplication()
            .AddInfrastructure(
                new InfrastructureOptions
                {
                    Database = database,
                    Audit = new AuditOptions { Directory = folder },
                    Backends = new BackendOptions
                    {
                        AccountService = new BackendEndpoint(new Uri("http://127.0.0.1:1")),
                        TransactionService = new BackendEndpoint(new Uri("http://127.0.0.1:1")),
                        Contract = BankContract.V1,
                        JwtSecret = new string('-', 64),
                        StaffSubject = "nobody",
                    },
                }
            )
            .BuildServiceProvider();
}
