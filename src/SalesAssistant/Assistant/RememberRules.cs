using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SalesAssistant.Assistant;

/// <summary>What of a visitor's words is remembered: the marketers' `rules/remember.yaml`. Without a good version of it nothing is.</summary>
public sealed class RememberRules : IDisposable
{
    readonly SalesFile<RememberedFields> file;

    public RememberRules(IConfiguration settings, TimeProvider clock, ILogger<RememberRules> log) =>
        file = new SalesFile<RememberedFields>(Path.Combine(PromptLibrary.PromptsDirectory(settings), "rules", "remember.yaml"), RememberedFields.Read, clock, log, "Prompts:Directory");

    public RememberedFields Current => file.Last ?? RememberedFields.None;

    public IReadOnlyList<FileFault> Faults => file.Faults;

    public void Dispose() => file.Dispose();
}

/// <summary>The rules as one version of the file has them.</summary>
public sealed partial class RememberedFields
{
    public static readonly RememberedFields None = new([], [], [], [], []);

    /// <summary>A longer message is a text, not something told in passing.</summary>
    const int LongestMessage = 1000;

    /// <summary>Who wants to see or forget what is remembered says so in a few words.</summary>
    const int LongestWish = 100;

    readonly IReadOnlyList<(string Field, string Keyword, Regex Sentence)> fields;
    readonly SearchValues<string> keywords;
    readonly Wish show;
    readonly Wish forget;
    readonly Wish agree;
    readonly Wish decline;

    RememberedFields(IReadOnlyList<(string Field, string Keyword, Regex Sentence)> fields, IReadOnlyList<string> show, IReadOnlyList<string> forget, IReadOnlyList<string> agree, IReadOnlyList<string> decline)
    {
        (this.fields, this.show, this.forget, this.agree, this.decline) = (fields, new(show), new(forget), new(agree), new(decline));
        keywords = AnyOf(fields.Select(field => field.Keyword));
    }

    /// <param name="file">The path to name in faults.</param>
    /// <param name="text">The file's text.</param>
    public static FileReading<RememberedFields> Read(string file, string text)
    {
        var (fields, faults) = (new List<(string, string, Regex)>(), new List<FileFault>());
        var wishes = new Dictionary<string, List<string>> { ["show"] = [], ["forget"] = [], ["agree"] = [], ["decline"] = [] };
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            foreach (var (key, value) in stream.Documents is [{ RootNode: YamlMappingNode root }, ..] ? root : new YamlMappingNode())
            {
                switch ((key as YamlScalarNode)?.Value, value)
                {
                    case ("fields", YamlMappingNode named):
                        foreach (var (field, sentences) in named.Children)
                            fields.AddRange(Sentences(sentences).Select(sentence => (((YamlScalarNode)field).Value!, Keyword(sentence), Told(sentence))));
                        break;
                    case ({ } wish, var sentences) when wishes.TryGetValue(wish, out var known):
                        known.AddRange(Sentences(sentences));
                        break;
                    case var (name, _):
                        faults.Add(new FileFault(file, (int)key.Start.Line, $"'{name}' is none of fields, {string.Join(", ", wishes.Keys)}"));
                        break;
                }
            }
        }
        catch (YamlException wrong)
        {
            return new(null, [new FileFault(file, (int)wrong.Start.Line, $"this is not valid YAML: {wrong.Message}")]);
        }
        return new(new RememberedFields(fields, wishes["show"], wishes["forget"], wishes["agree"], wishes["decline"]), faults);

        IEnumerable<string> Sentences(YamlNode node)
        {
            if (node is not YamlSequenceNode sequence)
                faults.Add(new FileFault(file, (int)node.Start.Line, "write a list of sentences here, one a line after a dash"));
            else
                foreach (var sentence in sequence.Children.OfType<YamlScalarNode>().Where(sentence => sentence.Value is { Length: > 0 }))
                {
                    if (Placeholder().Matches(sentence.Value!).FirstOrDefault(found => !Placeholders.ContainsKey(found.Value)) is { } unknown)
                        faults.Add(new FileFault(file, (int)sentence.Start.Line, $"{unknown.Value} is none of {string.Join(", ", Placeholders.Keys)}"));
                    else
                        yield return sentence.Value!;
                }
        }
    }

    /// <summary>What a message tells, by field, in the visitor's own words. A question tells nothing.</summary>
    public IReadOnlyList<(string Field, string Words)> In(string message)
    {
        if (message.Length > LongestMessage || !message.AsSpan().ContainsAny(keywords))
            return [];
        var told = new List<(string Field, string Words)>();
        foreach (var (field, keyword, sentence) in fields)
        {
            if (message.Contains(keyword, StringComparison.OrdinalIgnoreCase) && !told.Exists(known => known.Field == field) && sentence.Match(message) is { Success: true } match && !IsAsked(message, match))
                told.Add((field, match.Value.Trim()));
        }
        return told;
    }

    /// <summary>Whether the visitor wants to see what is remembered.</summary>
    public bool AsksToSee(string message) => message.Length <= LongestWish && show.IsIn(message);

    /// <summary>Whether the visitor wants it forgotten.</summary>
    public bool AsksToForget(string message) => message.Length <= LongestWish && forget.IsIn(message);

    /// <summary>Whether it is a yes to the question whether the visitor may be remembered; false for a no, null for anything else.</summary>
    public bool? Agrees(string message) => message.Length > LongestWish ? null : agree.IsIn(message) ? true : decline.IsIn(message) ? false : null;

    /// <summary>What is wished for by any of these sentences.</summary>
    sealed class Wish(IReadOnlyList<string> sentences)
    {
        readonly SearchValues<string> keywords = AnyOf(sentences.Select(Keyword));
        readonly IReadOnlyList<Regex> forms = [.. sentences.Select(Whole)];

        /// <summary>Nearly no message has even one of the words: all are searched for at once before any sentence is.</summary>
        public bool IsIn(string message) => message.AsSpan().ContainsAny(keywords) && forms.Any(form => form.IsMatch(message));
    }

    static SearchValues<string> AnyOf(IEnumerable<string> keywords) => SearchValues.Create([.. keywords.Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);

    /// <summary>"If we are 12 people, what …?" and "do you work at Larkfield?" tell nothing for sure.</summary>
    static bool IsAsked(string message, Match match) => Supposes().IsMatch(message[..match.Index]) || (match.Index + match.Length < message.Length && message[match.Index + match.Length] == '?');

    /// <summary>The longest word of a sentence: without it the sentence need not be looked for.</summary>
    static string Keyword(string sentence) => Word().Matches(Placeholder().Replace(sentence, " ")).Select(word => word.Value).DefaultIfEmpty("").MaxBy(word => word.Length)!;

    static Regex Told(string sentence)
    {
        var pattern = new StringBuilder(@"(?<!\p{L})");
        var end = 0;
        foreach (Match found in Placeholder().Matches(sentence))
        {
            pattern.Append(Literal(sentence[end..found.Index])).Append(Placeholders[found.Value]);
            end = found.Index + found.Length;
        }
        // Words at the end go on to the end of the thought; in the middle, to what follows them.
        pattern.Append(sentence.EndsWith(Words, StringComparison.Ordinal) ? Ends : Literal(sentence[end..]) + @"(?!\p{L})");
        return new Regex(pattern.ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>The whole message, but for politeness and punctuation.</summary>
    static Regex Whole(string sentence) => new($@"^\W*((please|and|ok|okay|bitte|so)\W+)*{Literal(sentence)}(\W+(please|bitte|again|now|then))*\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    static string Literal(string words) => Regex.Escape(words).Replace("'", "['’]?", StringComparison.Ordinal).Replace(@"\ ", @"\s+", StringComparison.Ordinal);

    const string Words = "{words}";

    const string Ends = @"(?=\s*(?:[,.;!?\n–—]|\b(?:and|but|so|because|und|aber|weil)\b|$))";

    static readonly Dictionary<string, string> Placeholders = new()
    {
        [Words] = @"[^,.;!?\n]{2,80}?",
        ["{name}"] = @"(?-i:\p{Lu}[\p{L}\p{N}&.'-]*(?: \p{Lu}[\p{L}\p{N}&.'-]*){0,3})",
        ["{number}"] = @"(?:\d+(?:[.,]\d+)*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|a hundred|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|fünfzig|hundert|zweit|dritt|viert|fünft)",
    };

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\b(if|whether|suppose|imagine|when|do|does|did|falls|wenn|ob)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Supposes();
}
