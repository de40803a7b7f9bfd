namespace SalesAssistant.Tests.Drivers;

/// <summary>Where the repository lies, found from the test assembly upwards.</summary>
static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    static string Find(string? directory) =>
        directory is null ? throw new InvalidOperationException("SalesAssistant.sln is not above the test assembly.")
        : File.Exists(Path.Combine(directory, "SalesAssistant.sln")) ? directory
        : Find(Path.GetDirectoryName(directory));
}
