namespace SalesAssistant.Tests.Drivers;

/// <summary>Folders for one run of the tests; they go when it ends.</summary>
static class TestFolder
{
    static readonly Lazy<string> Root = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("salesassistant-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(root);
        return root;
    });

    /// <summary>A new, empty folder.</summary>
    /// <param name="kind">What it is for, as whoever looks into a test that hangs would like to know.</param>
    public static string New(string kind) => Directory.CreateDirectory(Path.Combine(Root.Value, $"{kind}-{Guid.NewGuid():N}")).FullName;

    static void Remove(string root)
    {
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // A process that was just ended may still hold a file: the system's own cleaning takes the rest.
        }
    }
}
