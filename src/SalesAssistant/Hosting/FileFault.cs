namespace SalesAssistant.Hosting;

/// <summary>Something wrong in a file that people edit, said in a way that lets them mend it.</summary>
/// <param name="File">Path inside its directory, with forward slashes.</param>
/// <param name="Line">First line is 1; 0 when the fault is about the whole file.</param>
/// <param name="Message">What is wrong and what to do, in the words of the person who wrote the file.</param>
public sealed record FileFault(string File, int Line, string Message)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}

/// <summary>A feature's look over the files its people edit; the check command runs every one that is registered.</summary>
/// <param name="Name">The directory or kind of file, such as "content" or "sales".</param>
/// <param name="Run">Reads the files anew and reports every fault; throws nothing that a file can cause.</param>
public sealed record FileCheck(string Name, Func<IEnumerable<FileFault>> Run);
