using System.Collections.Frozen;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Content.Reading;
using SalesAssistant.Hosting;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SalesAssistant.Content;

/// <summary>The lines between the two <c>---</c> at the top of a file. A fault in a date or in the YAML itself is fatal: better no page than an offer that never ends.</summary>
internal sealed class FrontMatter
{
    static readonly string[] Keys =
        ["id", "title", "kind", "owner", "valid-from", "valid-to", "audience", "language", "campaign", "url", "description"];

    /// <summary>What people write when they mean a date of ours; ignoring it would let an offer live for ever.</summary>
    static readonly FrozenDictionary<string, string> MeantDates = new Dictionary<string, string>
    {
        ["validfrom"] = "valid-from",
        ["validsince"] = "valid-from",
        ["from"] = "valid-from",
        ["starts"] = "valid-from",
        ["validto"] = "valid-to",
        ["validuntil"] = "valid-to",
        ["validtill"] = "valid-to",
        ["until"] = "valid-to",
        ["ends"] = "valid-to",
        ["expires"] = "valid-to",
        ["expireson"] = "valid-to",
        ["expiry"] = "valid-to",
        ["expirydate"] = "valid-to",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, ContentKind> Kinds = Enum.GetValues<ContentKind>()
        .ToDictionary(kind => Letters(kind.ToString()), kind => kind)
        .ToFrozenDictionary();

    readonly string file;
    readonly int firstLine;
    readonly Dictionary<string, (string Value, int Line)> values = [];
    readonly List<FileFault> faults = [];

    FrontMatter(string file, int firstLine) => (this.file, this.firstLine) = (file, firstLine);

    /// <summary>Whether the file may be served in spite of its faults.</summary>
    public bool IsUsable { get; private set; } = true;

    public IReadOnlyList<FileFault> Faults => faults;

    /// <param name="file">Where the lines stand, for faults.</param>
    /// <param name="yaml">Null when there are none.</param>
    /// <param name="firstLine">The file's line that <paramref name="yaml"/> starts on: 2 between markers.</param>
    public static FrontMatter Read(string file, string? yaml, int firstLine = 2)
    {
        var read = new FrontMatter(file, firstLine);
        if (yaml is not null)
            read.ReadYaml(yaml);
        return read;
    }

    /// <param name="described">The file that they describe.</param>
    /// <param name="document">What it tells of itself counts where front matter says nothing.</param>
    public ContentItem ToItem(string described, TextDocument document)
    {
        var from = Date("valid-from");
        var to = Date("valid-to");
        if (from > to)
            Fatal(values["valid-to"].Line, $"valid-to ({Value("valid-to")}) lies before valid-from ({Value("valid-from")}); swap them or mend one.");
        return new ContentItem
        {
            File = described,
            Id = Value("id") ?? Path.ChangeExtension(described, null),
            Title = Value("title") ?? document.Title ?? Path.GetFileNameWithoutExtension(described),
            Kind = Kind(),
            Owner = Value("owner"),
            ValidFrom = from,
            ValidTo = to,
            Audience = Value("audience"),
            Language = Language(document.Language),
            Campaign = Value("campaign"),
            Url = Url() ?? document.Url,
            Description = Value("description") ?? document.Description,
        };
    }

    void ReadYaml(string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException fault)
        {
            var line = (int)Math.Max(1, fault.Start.Line) + firstLine - 1;
            Fatal(line, $"The front matter isn't valid YAML near here ({fault.Message.TrimEnd('.')}). Each line is \"name: value\"; put quotes around a value that holds a colon.");
            return;
        }
        if (stream.Documents.Count == 0)
            return;
        if (stream.Documents[0].RootNode is not YamlMappingNode map)
        {
            Fatal(firstLine, "The front matter must be lines of \"name: value\".");
            return;
        }
        foreach (var (keyNode, valueNode) in map.Children)
        {
            var line = (int)keyNode.Start.Line + firstLine - 1;
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (Keys.Contains(key))
            {
                if (valueNode is YamlScalarNode scalar)
                    values[key] = (scalar.Value?.Trim() ?? "", line);
                else if (valueNode is YamlSequenceNode list && list.All(node => node is YamlScalarNode) && !key.StartsWith("valid-", StringComparison.Ordinal))
                    values[key] = (string.Join(", ", list.Select(node => ((YamlScalarNode)node).Value)), line);
                else
                    Fatal(line, $"\"{key}\" takes one value, such as {Example(key)}.");
            }
            else if (MeantDates.TryGetValue(Letters(key), out var meant))
                Fatal(line, $"\"{key}\" isn't a name we know; did you mean {meant}? Write \"{Example(meant)}\".");
        }
    }

    LocalDate? Date(string key)
    {
        if (Value(key) is not { } text)
            return null;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date })
            return date;
        Fatal(values[key].Line, $"{key} \"{text}\" isn't a date; write year-month-day, such as {Example(key)}.");
        return null;
    }

    ContentKind Kind()
    {
        if (Value("kind") is not { } text)
            return ContentKind.Page;
        if (Kinds.TryGetValue(Letters(text), out var kind))
            return kind;
        faults.Add(new FileFault(file, values["kind"].Line, $"kind \"{text}\" isn't one we know; take one of {string.Join(", ", Enum.GetNames<ContentKind>())}. Until then it counts as Page."));
        return ContentKind.Page;
    }

    string Language(string? ofDocument)
    {
        if (Value("language") is not { } text)
            return TwoLetters(ofDocument) ?? "en";
        if (TwoLetters(text) is { } code)
            return code;
        faults.Add(new FileFault(file, values["language"].Line, $"language \"{text}\" isn't a two-letter code such as en or de; it counts as en."));
        return "en";
    }

    static string? TwoLetters(string? text) =>
        text is { Length: >= 2 } && text.Take(2).All(char.IsAsciiLetter) && (text.Length == 2 || text[2] == '-') ? text[..2].ToLowerInvariant() : null;

    string? Url()
    {
        if (Value("url") is not { } text)
            return null;
        var isPath = text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal);
        if (isPath || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"))
            return text;
        faults.Add(new FileFault(file, values["url"].Line, $"url \"{text}\" is neither a web address such as https://example.com/page nor a path such as /page; it is left out."));
        return null;
    }

    string? Value(string key) => values.TryGetValue(key, out var found) && found.Value.Length > 0 ? found.Value : null;

    void Fatal(int line, string message)
    {
        IsUsable = false;
        faults.Add(new FileFault(file, line, message));
    }

    static string Example(string key) => key switch
    {
        "valid-from" => "valid-from: 2026-11-01",
        "valid-to" => "valid-to: 2026-11-30",
        _ => $"{key}: text",
    };

    static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetter)).ToLowerInvariant();
}
