using SalesAssistant.Hosting;

namespace SalesAssistant.Reps;

/// <summary>One thing that is wrong in a file that people edit: where it is and what to mend.</summary>
/// <param name="File">The file's path as configured, so that the reader recognises it.</param>
/// <param name="Line">The line, counted from 1; 0 when the file as a whole is meant.</param>
/// <param name="Message">What is wrong and how to mend it, in one sentence.</param>
public sealed record FileFault(string File, int Line, string Message)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}

/// <summary>A sales file can't be used. The message names the first fault with its line; <see cref="Faults"/> holds them all.</summary>
public sealed class SalesFileException(IReadOnlyList<FileFault> faults)
    : SettingException("Sales:Directory", $"can't be used: {Summary(faults)}", "mend the file, or name another folder")
{
    public IReadOnlyList<FileFault> Faults { get; } = faults;

    /// <summary>The first fault, and how many more there are.</summary>
    public static string Summary(IReadOnlyList<FileFault> faults) =>
        faults.Count == 1 ? faults[0].ToString() : $"{faults[0]} (and {faults.Count - 1} more)";
}
