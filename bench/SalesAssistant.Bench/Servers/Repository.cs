namespace SalesAssistant.Bench.Servers;

/// <summary>Where the repository is that this program was built in.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The product as bench/run has published it.</summary>
    public static string Product => PathOf("artifacts", "product", "SalesAssistant.dll");

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SalesAssistant.sln")))
                return folder.FullName;
        throw new InvalidOperationException("This program runs from inside the repository, which has SalesAssistant.sln at its root.");
    }
}
