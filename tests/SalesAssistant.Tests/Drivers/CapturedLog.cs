using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SalesAssistant.Tests.Drivers;

/// <summary>What the program logs, as text, with the whole of each exception.</summary>
sealed class CapturedLog : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public void Clear() => lines.Clear();

    public ILogger CreateLogger(string categoryName) => this;
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{formatter(state, exception)} {exception}".TrimEnd());

    public void Dispose() { }
}
