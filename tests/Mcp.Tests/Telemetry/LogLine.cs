using FinancialMcp.Mcp.Telemetry;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace FinancialMcp.Mcp.Tests.Telemetry;

/// <summary>What a formatter makes of what is logged through the interface that the product logs through.</summary>
internal static class LogLine
{
    public static string Of(Action<Microsoft.Extensions.Logging.ILogger> log) => Of(new JsonLogFormatter(), log);

    public static string Of(ITextFormatter format, Action<Microsoft.Extensions.Logging.ILogger> log)
    {
        using var output = new StringWriter();
        using var serilog = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .Enrich.FromLogContext()
            .WriteTo.Sink(new Lines(format, output))
            .CreateLogger();
        using var provider = new SerilogLoggerProvider(serilog);
        using var factory = LoggerFactory.Create(logging =>
            logging.SetMinimumLevel(LogLevel.Trace).AddProvider(provider)
        );
        log(factory.CreateLogger("FinancialMcp.Tests"));
        return output.ToString();
    }

    private sealed class Lines(ITextFormatter format, TextWriter output) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => format.Format(logEvent, output);
    }
}
