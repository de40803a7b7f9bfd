namespace SalesAssistant.Hosting;

/// <summary>
/// What a feature would otherwise do while its first visitor waits. Runs once, beside the opening of the database and the start of the
/// silo; the server says that it is ready when both are done.
/// </summary>
/// <param name="Run">Prepares; an exception ends the start.</param>
public sealed record Preparation(Func<CancellationToken, Task> Run);
