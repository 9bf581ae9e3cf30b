using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// Ends the start of a production server that would serve as the owner of its tables: throws
/// <see cref="OwnerServesException"/>. A database that does not answer yet is asked again by every connection.
/// </summary>
internal sealed class ServingRole(DatabaseOptions options) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Postgres is not { RefusesOwner: true } postgres)
        {
            return;
        }

        await using var connection = new NpgsqlConnection(PostgresConnection.ToWrite(postgres, options.Patience));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await PostgresDatabase.RequireServingRoleAsync(connection, refusesOwner: true);
        }
        catch (Exception cause) when (cause is DbException or TimeoutException)
        {
            // Not there, or not migrated: readiness says so, and its first connection asks again.
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
