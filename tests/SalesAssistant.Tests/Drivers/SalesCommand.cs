using System.Text;

namespace SalesAssistant.Tests.Drivers;

/// <summary>
/// The program's commands, run through its entry point in the tests' own process, from the repository's root: that costs a tenth of a process.
/// What only a process has, such as its current directory, its standard input and the bytes that it prints, is for <see cref="SalesProcess.Run"/>.
/// </summary>
static class SalesCommand
{
    /// <summary>As with every wait here, only so that a broken test ends: a server that should have refused to start would run on.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    static readonly ConsoleOfCommand Output = new(Console.Out), Error = new(Console.Error);

    static SalesCommand()
    {
        Directory.SetCurrentDirectory(Repository.Root);
        // As in SalesApp; the command line has the last word.
        Environment.SetEnvironmentVariable("Content__Embeddings", "false");
        Console.SetOut(Output);
        Console.SetError(Error);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments)
    {
        // From here on for this call alone, and for the threads that it starts.
        var (output, error) = (Output.Into(), Error.Into());
        var code = await Program.Main(arguments).WaitAsync(Limit);
        return (code, output(), error());
    }

    /// <summary>What a command prints is kept for its own caller, while others print beside it.</summary>
    sealed class ConsoleOfCommand(TextWriter before) : TextWriter
    {
        readonly AsyncLocal<StringBuilder?> kept = new();

        public override Encoding Encoding => before.Encoding;

        public Func<string> Into()
        {
            var text = kept.Value = new StringBuilder();
            return () => { lock (text) return text.ToString(); };
        }

        public override void Write(char value) => Write(new ReadOnlySpan<char>(in value));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (kept.Value is { } text)
                lock (text) text.Append(buffer);
            else
                before.Write(buffer);
        }

        public override void WriteLine(string? value) => Write(value + NewLine);

        public override void Flush() => before.Flush();
    }
}
