using System.CommandLine;
using System.Data.Common;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Mcp.Hosting;

namespace FinancialMcp.Mcp.Commands;

/// <summary>
/// <c>financial-mcp migrate</c>: the only way a PostgreSQL database changes its schema, so that starting a replica never
/// does. The embedded database also migrates itself when it is served.
/// </summary>
internal static class MigrateCommand
{
    private static readonly Option<string?> To = new("--to")
    {
        Description =
            $"The migration to end at, forward or back; {DatabaseMigrations.None} takes all back. Without it: the newest.",
    };

    private static readonly Option<bool> Rollback = new("--rollback")
    {
        Description =
            "Takes the newest migration back, with all that only it has a place for. It makes no backup: build/rollback-database.sh does, and then calls this.",
    };

    public static Command Create()
    {
        var command = new Command("migrate", "Brings the database to this program's schema.")
        {
            To,
            Rollback,
            CommandOptions.EnvironmentFile,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Rollback) && result.GetValue(To) is not null)
            {
                result.AddError(
                    "--rollback and --to exclude each other: --rollback is one step, --to names where to end."
                );
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (CommandOptions.ReadSettings(arguments, isOwner: true) is not { } settings)
        {
            return 1;
        }

        var output = arguments.InvocationConfiguration.Output;
        try
        {
            var database = InfrastructureSettings.Database(settings);
            var to = arguments.GetValue(To);
            if (arguments.GetValue(Rollback))
            {
                to = await DatabaseMigrations.PreviousAsync(database, cancellationToken);
                if (to is null)
                {
                    arguments.InvocationConfiguration.Error.WriteLine(
                        "error: no migration was applied, so there is none to take back."
                    );
                    return 1;
                }
            }

            await DatabaseMigrations.MigrateAsync(database, to, output.WriteLine, cancellationToken);
            output.WriteLine($"{settings.Database.Kind} has the schema that was asked for.");
            return 0;
        }
        catch (DatabaseInUseException inUse)
        {
            arguments.InvocationConfiguration.Error.WriteLine($"error: {inUse.Message}");
            return DatabaseInUseException.ExitCode;
        }
        catch (Exception failure) when (failure is DbException or IOException or InvalidOperationException)
        {
            arguments.InvocationConfiguration.Error.WriteLine($"error: {failure.Message}");
            return 1;
        }
    }
}
