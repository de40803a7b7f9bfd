namespace SalesAssistant.Bench;

/// <summary>How long and how much is measured.</summary>
/// <param name="Conversations">How many at once, one measurement each.</param>
/// <param name="Measured">How long each measurement takes.</param>
/// <param name="WarmUp">How long each server is driven before anything is measured.</param>
/// <param name="Seed">Decides which questions are asked when.</param>
/// <param name="Product">The product's assembly.</param>
/// <param name="Data">Where the servers write: on a disk whose fsync is one, not on a memory file system.</param>
sealed record BenchOptions(int[] Conversations, TimeSpan Measured, TimeSpan WarmUp, int Seed, string Product, string Data)
{
    /// <summary>An empty folder for one server.</summary>
    public string NewData(string name)
    {
        var folder = Path.Combine(Data, $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)]);
        Directory.CreateDirectory(folder);
        return folder;
    }
}
