using SalesAssistant.Hosting;

namespace SalesAssistant.Reps;

/// <summary>A file that people edit can't be used. The message names the first fault with its line; <see cref="Faults"/> holds them all.</summary>
public sealed class SalesFileException(string setting, IReadOnlyList<FileFault> faults)
    : SettingException(setting, $"can't be used: {Summary(faults)}", "mend the file, or name another folder")
{
    public IReadOnlyList<FileFault> Faults { get; } = faults;

    /// <summary>The first fault, and how many more there are.</summary>
    public static string Summary(IReadOnlyList<FileFault> faults) =>
        faults.Count == 1 ? faults[0].ToString() : $"{faults[0]} (and {faults.Count - 1} more)";
}
