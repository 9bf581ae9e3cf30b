using System.CommandLine;
using System.Text.Json;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Audit.Verification;
using FinancialMcp.Mcp.Hosting;

namespace FinancialMcp.Mcp.Commands;

/// <summary>
/// <c>financial-mcp audit verify</c>: whether the trail of the configured database, or an evidence pack, is what was
/// written. Exits 0 when nothing is found, 1 when something is, 2 when it could not be verified.
/// </summary>
internal static class AuditVerifyCommand
{
    private const int NotVerified = 2;

    private static readonly Option<string[]> PublicKeys = new("--public-key")
    {
        Description = "PEM file of the public keys to trust; without it, those that the trail itself names.",
        HelpName = "file",
    };

    private static readonly Option<string[]> MacKeys = new("--mac-key")
    {
        Description = "File of a MAC key, beside the configured one; may be given several times.",
        HelpName = "file",
    };

    private static readonly Option<string?> Anchors = new("--anchors")
    {
        Description = "File of the notes that an anchor was given; without it, the configured one.",
        HelpName = "file",
    };

    private static readonly Option<string?> Pack = new("--pack")
    {
        Description = "An evidence pack to verify in place of a database; needs no configuration.",
        HelpName = "file",
    };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "text or json.",
        DefaultValueFactory = _ => "text",
    };

    static AuditVerifyCommand() => Format.AcceptOnlyFromAmong("text", "json");

    public static Command Create()
    {
        var command = new Command("verify", "Verifies the audit trail. Exits 0, 1 with findings, 2 if it could not.")
        {
            CommandOptions.EnvironmentFile,
            PublicKeys,
            MacKeys,
            Anchors,
            Pack,
            Format,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var files = new VerificationFiles
        {
            PublicKeys = arguments.GetValue(PublicKeys) ?? [],
            MacKeys = arguments.GetValue(MacKeys) ?? [],
            Anchors = arguments.GetValue(Anchors),
        };
        try
        {
            return arguments.GetValue(Pack) is { } pack
                ? Write(
                    arguments,
                    await AuditVerification.OfPackAsync(pack, files, TimeProvider.System, cancellationToken)
                )
                : await VerifyDatabaseAsync(arguments, files, cancellationToken);
        }
        catch (AuditVerificationException failure)
        {
            arguments.InvocationConfiguration.Error.WriteLine($"error: it could not be verified: {failure.Message}");
            return NotVerified;
        }
    }

    private static async Task<int> VerifyDatabaseAsync(
        ParseResult arguments,
        VerificationFiles files,
        CancellationToken cancellationToken
    )
    {
        if (CommandOptions.ReadSettings(arguments) is not { } settings)
        {
            return NotVerified;
        }

        var database = InfrastructureSettings.Database(settings);
        var audit = InfrastructureSettings.Audit(settings);
        var report = await AuditVerification.OfDatabaseAsync(
            database,
            audit,
            files,
            TimeProvider.System,
            cancellationToken
        );
        var code = Write(arguments, report);
        var runBy = $"{Environment.UserName}@{Environment.MachineName}";
        if (await AuditVerification.KeepAsync(database, audit, report, runBy, TimeProvider.System) is { } why)
        {
            arguments.InvocationConfiguration.Error.WriteLine(
                $"warning: this verification was not recorded in the trail: {why}"
            );
        }

        return code;
    }

    private static int Write(ParseResult arguments, VerificationReport report)
    {
        var output = arguments.InvocationConfiguration.Output;
        if (arguments.GetValue(Format) == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(report, VerificationReport.Json));
        }
        else
        {
            VerificationText.Write(report, output);
        }

        return report.FindingCount == 0 ? 0 : 1;
    }
}
