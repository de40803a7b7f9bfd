using System.Text.RegularExpressions;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>
/// The company's own words, which marketing edits in <c>words.txt</c> of the content folder. A line of words parted by commas means much the
/// same; "Larkfeild = Larkfield" is a spelling that is read as another. A line that begins with # is a remark.
/// </summary>
internal sealed class CompanyWords
{
    public const string File = "words.txt";

    public static readonly CompanyWords None = new("", [], [], []);

    CompanyWords(string text, IReadOnlyList<string> groups, IReadOnlyList<(Regex Wrong, string Right)> spellings, IReadOnlyList<FileFault> faults) =>
        (Text, Groups, Spellings, Faults) = (text, groups, spellings, faults);

    /// <summary>The file's text.</summary>
    public string Text { get; }

    /// <summary>Lines of words that mean much the same.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Lines that say nothing; the others are in force.</summary>
    public IReadOnlyList<FileFault> Faults { get; }

    IReadOnlyList<(Regex Wrong, string Right)> Spellings { get; }

    public static CompanyWords Read(string text)
    {
        var (groups, spellings, faults) = (new List<string>(), new List<(Regex, string)>(), new List<FileFault>());
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var sides = line.Split('=', StringSplitOptions.TrimEntries);
            if (sides is [{ Length: > 0 } wrong, { Length: > 0 } right])
                spellings.Add((new Regex($@"(?<!\w){Regex.Escape(wrong)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), right));
            else if (sides.Length == 1 && line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Length > 1)
                groups.Add(line.ToLowerInvariant());
            else
                faults.Add(new FileFault(File, number, "This line says nothing: write words that mean the same, parted by commas, or \"wrong spelling = right spelling\"."));
        }
        return new CompanyWords(text, groups, spellings, faults);
    }

    /// <summary>A question as the company would spell it.</summary>
    public string Corrected(string question)
    {
        foreach (var (wrong, right) in Spellings)
            question = wrong.Replace(question, right.Replace("$", "$$", StringComparison.Ordinal));
        return question;
    }
}
