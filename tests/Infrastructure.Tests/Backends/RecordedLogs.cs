using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Event, string Message)> lines = new();

    public IReadOnlyList<(string Event, string Message)> Lines => [.. lines];

    /// <summary>The messages of one event, in order.</summary>
    public IReadOnlyList<string> Of(string name) => [.. Lines.Where(l => l.Event == name).Select(l => l.Message)];

    public ILogger CreateLogger(string categoryName) => new Recorder(lines);

    public void Dispose() { }

    private sealed class Recorder(ConcurrentQueue<(string Event, string Message)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue((eventId.Name ?? "", formatter(state, exception)));
    }
}
