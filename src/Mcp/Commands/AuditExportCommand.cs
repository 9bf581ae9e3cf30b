using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Infrastructure;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Mcp.Commands;

/// <summary>
/// <c>financial-mcp audit export</c>: takes records out of the trail into a file that only its owner may read. The
/// operating system says who asked, and the trail records it. An embedded database must not be served meanwhile.
/// </summary>
internal static class AuditExportCommand
{
    private const string Issuer = "operating-system";

    private static readonly Option<ExportFormat> Format = new("--format")
    {
        Description = "csv, ndjson, ocsf (1.3.0, class 6003) or pack (signed, verifies without the database).",
        Required = true,
    };

    private static readonly Option<FileInfo> Out = new("--out")
    {
        Description = "The file to write. One that exists is never written over.",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command("export", "Writes records of the trail into a file. Exits 0 or 1.")
        {
            Format,
            Out,
            CommandOptions.EnvironmentFile,
        };
        AuditFilterOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var errors = arguments.InvocationConfiguration.Error;
        if (
            AuditFilterOptions.Read(arguments, errors) is not { } filter
            || CommandOptions.ReadSettings(arguments) is not { } settings
        )
        {
            return 1;
        }

        var target = arguments.GetRequiredValue(Out).FullName;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupted = StopOn(PosixSignal.SIGINT, stop);
        using var terminated = StopOn(PosixSignal.SIGTERM, stop);
        try
        {
            MustNotExist(target);
            await using var services = CommandServices.Of(settings);
            var file = await ExportAsync(services, filter, arguments.GetRequiredValue(Format), target, stop.Token);
            arguments.InvocationConfiguration.Output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{file.Records} records, sha256 {file.Sha256}")
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
                        or OperationCanceledException
            )
        {
            errors.WriteLine($"error: {failure.Message}");
            return 1;
        }
    }

    private static async Task<ExportedFile> ExportAsync(
        ServiceProvider services,
        AuditFilter filter,
        ExportFormat format,
        string target,
        CancellationToken cancellationToken
    )
    {
        var export = await services
            .GetRequiredService<AuditExports>()
            .PrepareAsync(filter, format, Environment.UserName, RecordOf(filter, format, target), cancellationToken);

        // Whole under its name, or not at all.
        var begun = $"{target}.{Guid.CreateVersion7():N}.partial";
        try
        {
            ExportedFile file;
            await using (var stream = OwnersFiles.Open(begun, FileMode.CreateNew, FileShare.None))
            {
                file = await export.WriteAsync(stream, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(begun, target, overwrite: false);
            return file;
        }
        finally
        {
            File.Delete(begun);
        }
    }

    private static AuditEvent RecordOf(AuditFilter filter, ExportFormat format, string target)
    {
        var id = Guid.CreateVersion7();
        return new AuditEvent
        {
            Id = id,
            Code = AuditCode.AuditExported,
            RequestId = $"command-{id}",
            Principal = new Principal(Issuer, Environment.UserName, null),
            Tool = "export_audit",
            Decision = AuditRecords.Allowed,
            OperationId = filter.OperationId,
            Arguments = JsonSerializer.Serialize(
                new
                {
                    File = Path.GetFileName(target),
                    Filter = filter.ToJson(),
                    Format = format,
                },
                WireJson.Options
            ),
        };
    }

    private static void MustNotExist(string target)
    {
        if (File.Exists(target) || Directory.Exists(target))
        {
            throw new IOException($"{target} exists already, and is not written over.");
        }
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = true;
                stop.Cancel();
            }
        );
}
