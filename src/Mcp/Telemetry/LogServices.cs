using FinancialMcp.Mcp.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>Sends every log line to standard output, and to LOG_FILE where one is named.</summary>
internal static class LogServices
{
    private const long LargestFile = 64 * 1024 * 1024;
    private const int FilesKept = 14;

    public static IServiceCollection AddLogs(this IServiceCollection services, Settings settings) =>
        services.AddSerilog(LoggerFor(settings.Logs), dispose: true);

    private static Serilog.Core.Logger LoggerFor(LogSettings settings)
    {
        ITextFormatter format = settings.Format == LogFormat.Json ? new JsonLogFormatter() : new TextLogFormatter();
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(LevelOf(settings.Level))
            // Frameworks describe requests line by line, with what callers sent; ours is one line a call.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            // Warns that keys are not encrypted at rest; they are never at rest.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            // It logs refused calls as failures, with names that callers made up; what is unexpected we log ourselves.
            .MinimumLevel.Override("ModelContextProtocol", LogEventLevel.Fatal)
            .Enrich.FromLogContext()
            .WriteTo.Console(format);
        if (settings.File is { } file)
        {
            configuration.WriteTo.File(
                format,
                file,
                fileSizeLimitBytes: LargestFile,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: FilesKept
            );
        }

        return configuration.CreateLogger();
    }

    private static LogEventLevel LevelOf(LogLevel level) =>
        level switch
        {
            LogLevel.Debug => LogEventLevel.Debug,
            LogLevel.Warning => LogEventLevel.Warning,
            LogLevel.Error => LogEventLevel.Error,
            LogLevel.Critical => LogEventLevel.Fatal,
            _ => LogEventLevel.Information,
        };
}
