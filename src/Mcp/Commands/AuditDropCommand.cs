using System.CommandLine;
using System.Globalization;
using FinancialMcp.Application;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Mcp.Commands;

/// <summary>
/// <c>financial-mcp audit drop</c>: archives and removes a month of records that two people agreed to remove. On
/// PostgreSQL as DB_RETENTION_USER; an embedded database must not be served meanwhile.
/// </summary>
internal static class AuditDropCommand
{
    private static readonly Option<Guid> Request = new("--request")
    {
        Description = "The id of the removal, as the list of retention shows it.",
        Required = true,
    };

    private static readonly Option<DirectoryInfo> Archive = new("--archive")
    {
        Description = "The folder that the archive file is written to.",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "drop",
            "Archives and removes a month that two people agreed to remove. Exits 0 or 1."
        )
        {
            Request,
            Archive,
            CommandOptions.EnvironmentFile,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (CommandOptions.ReadSettings(arguments, isOwner: true) is not { } settings)
        {
            return 1;
        }

        var errors = arguments.InvocationConfiguration.Error;
        try
        {
            await using var services = CommandServices.Of(settings);

            // Whoever writes through the stores holds the embedded file; so does the removal, through them.
            var done = await services
                .GetRequiredService<MonthRemoval>()
                .RunAsync(
                    arguments.GetValue(Request),
                    arguments.GetRequiredValue(Archive).FullName,
                    Environment.UserName,
                    cancellationToken
                );
            arguments.InvocationConfiguration.Output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Removed {done.Records} records at {done.At:u}. Archive: {done.Archive}, sha256 {done.ArchiveSha256}"
                )
            );
            return 0;
        }
        catch (DatabaseInUseException inUse)
        {
            errors.WriteLine($"error: {inUse.Message}");
            return DatabaseInUseException.ExitCode;
        }
        catch (Exception failure)
            when (failure
                    is AppException
                        or StoreUnavailableException
                        or IOException
                        or InvalidDataException
                        or UnauthorizedAccessException
            )
        {
            errors.WriteLine($"error: {failure.Message}");
            return 1;
        }
    }
}
