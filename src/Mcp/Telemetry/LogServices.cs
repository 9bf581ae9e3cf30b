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

    public static Serilog.Core.Logger LoggerFor(LogSettings settings)
    {
        ITextFormatter format = settings.Format == LogFormat.Json ? new JsonLogFormatter() : new TextLogFormatter();
        var level = LevelOf(settings.Level);
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            // Frameworks describe requests line by line, with what callers sent; ours is one line a call.
            .MinimumLevel.Override("Microsoft", AtLeast(LogEventLevel.Warning, level))
            .MinimumLevel.Override("System", AtLeast(LogEventLevel.Warning, level))
            // Its errors are mistakes of callers, with what they sent; what goes wrong on our side the adapter logs itself.
            .MinimumLevel.Override("ModelContextProtocol", LogEventLevel.Fatal)
            // Warns that keys are not encrypted at rest; without DATA_PROTECTION_CERT_PATH that is so, and validate-config says it.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", AtLeast(LogEventLevel.Error, level))
            .Enrich.FromLogContext()
            .WriteTo.Console(format);
        if (settings.File is { } file)
        {
            configuration.WriteTo.Sink(new RollingFile(file, format, LargestFile, FilesKept, TimeProvider.System));
        }

        return configuration.CreateLogger();
    }

    /// <summary>An override replaces the general level, also a stricter one.</summary>
    private static LogEventLevel AtLeast(LogEventLevel level, LogEventLevel general) =>
        level > general ? level : general;

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
