using System.Globalization;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Hosting;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SalesAssistant.Reps;

/// <summary>What reading one file gave: the value, or the faults that stand in its way.</summary>
public sealed record FileReading<T>(T? Value, IReadOnlyList<FileFault> Faults) where T : class;

/// <summary>
/// One mapping of a YAML file that people edit. Reading a key that is missing or wrong notes a fault with its line and goes on,
/// so that one look at the file shows everything there is to mend.
/// </summary>
public sealed class YamlSection
{
    readonly string file;
    readonly YamlMappingNode? map;
    readonly List<FileFault> faults;
    readonly HashSet<string> known = [];

    YamlSection(string file, YamlMappingNode? map, int line, List<FileFault> faults)
    {
        this.file = file;
        this.map = map;
        this.faults = faults;
        Line = line;
    }

    /// <summary>The line this section begins at, counted from 1.</summary>
    public int Line { get; }

    /// <summary>Reads a whole file with <paramref name="read"/>; any fault noted on the way means no value.</summary>
    public static FileReading<T> Read<T>(string file, string text, Func<YamlSection, T> read) where T : class
    {
        var faults = new List<FileFault>();
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
                return new FileReading<T>(null, [new FileFault(file, 1, "the file is empty or is not a list of \"key: value\" lines")]);
            var section = new YamlSection(file, root, 1, faults);
            var value = read(section);
            section.RefuseUnknownKeys();
            return new FileReading<T>(faults.Count == 0 ? value : null, [.. faults.OrderBy(f => f.Line)]);
        }
        catch (YamlException wrong)
        {
            return new FileReading<T>(null, [new FileFault(file, (int)wrong.Start.Line, $"this is not valid YAML: {Plain(wrong.Message)}")]);
        }
    }

    public void Fault(int line, string message) => faults.Add(new FileFault(file, line, message));

    /// <summary>The line of a key's value, or of the section when the key is missing.</summary>
    public int LineOf(string key) => Find(key) is { } node ? (int)node.Start.Line : Line;

    /// <summary>Whether there is such a key, be it with nothing behind it.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A text that must be there; empty when it isn't, which is noted.</summary>
    public string Text(string key)
    {
        if (OptionalText(key) is { Length: > 0 } text)
            return text;
        if (Find(key) is null or YamlScalarNode)
            Fault(LineOf(key), $"\"{key}\" is missing; add \"{key}: ...\"");
        return "";
    }

    public string? OptionalText(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return IsNull(scalar) ? null : scalar.Value?.Trim();
            case var other:
                Fault((int)other.Start.Line, $"\"{key}\" must be a single value");
                return null;
        }
    }

    /// <summary>A whole number between two bounds; the fallback when the key is missing.</summary>
    public int Number(string key, int fallback, int least, int most) => OptionalNumber(key, least, most) ?? fallback;

    public int? OptionalNumber(string key, int least, int most)
    {
        if (OptionalText(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Fault(LineOf(key), $"\"{key}: {text}\" must be a whole number from {least} to {most}");
        return null;
    }

    /// <summary>An IANA zone; UTC when it is missing or unknown, which is noted.</summary>
    public DateTimeZone Zone(string key)
    {
        var text = Text(key);
        if (text.Length == 0)
            return DateTimeZone.Utc;
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(text) is { } zone)
            return zone;
        Fault(LineOf(key), $"\"{text}\" is not a known time zone; use an IANA name such as Europe/Berlin");
        return DateTimeZone.Utc;
    }

    public LocalDate? Date(string key)
    {
        var text = Text(key);
        return text.Length == 0 ? null : Date(text, LineOf(key));
    }

    /// <summary>A list of dates; empty when the key is missing.</summary>
    public IReadOnlyList<LocalDate> Dates(string key) =>
        [.. Texts(key).Select(t => Date(t.Text, t.Line)).OfType<LocalDate>()];

    /// <summary>A list of texts with their lines; empty when the key is missing. A single text counts as a list of one.</summary>
    public IReadOnlyList<(string Text, int Line)> Texts(string key)
    {
        var found = new List<(string, int)>();
        foreach (var node in Items(key))
        {
            if (node is YamlScalarNode { Value: { } text } scalar && !IsNull(scalar))
                found.Add((text.Trim(), (int)node.Start.Line));
            else
                Fault((int)node.Start.Line, $"every entry of \"{key}\" must be a single value");
        }

        return found;
    }

    /// <summary>A section that must be there.</summary>
    public T Section<T>(string key, Func<YamlSection, T> read)
    {
        var node = Find(key);
        if (node is not YamlMappingNode)
            Fault(LineOf(key), node is null ? $"\"{key}\" is missing" : $"\"{key}\" must hold \"key: value\" lines");
        return Inside(node as YamlMappingNode, LineOf(key), read);
    }

    /// <summary>A list of sections; empty when the key is missing.</summary>
    public IReadOnlyList<T> Sections<T>(string key, Func<YamlSection, T> read)
    {
        var found = new List<T>();
        foreach (var node in Items(key))
        {
            if (node is YamlMappingNode mapping)
                found.Add(Inside(mapping, (int)node.Start.Line, read));
            else
                Fault((int)node.Start.Line, $"every entry of \"{key}\" must hold \"key: value\" lines");
        }

        return found;
    }

    /// <summary>A list whose entries are texts or sections; empty when the key is missing.</summary>
    /// <param name="ofText">Takes the text and its line.</param>
    /// <param name="ofSection">Reads an entry that holds "key: value" lines.</param>
    public IReadOnlyList<T> TextsOrSections<T>(string key, Func<string, int, T> ofText, Func<YamlSection, T> ofSection)
    {
        var found = new List<T>();
        foreach (var node in Items(key))
        {
            if (node is YamlMappingNode mapping)
                found.Add(Inside(mapping, (int)node.Start.Line, ofSection));
            else if (node is YamlScalarNode { Value: { } text } scalar && !IsNull(scalar))
                found.Add(ofText(text.Trim(), (int)node.Start.Line));
            else
                Fault((int)node.Start.Line, $"every entry of \"{key}\" must be a single value or hold \"key: value\" lines");
        }

        return found;
    }

    T Inside<T>(YamlMappingNode? node, int line, Func<YamlSection, T> read)
    {
        var section = new YamlSection(file, node, line, faults);
        var value = read(section);
        section.RefuseUnknownKeys();
        return value;
    }

    LocalDate? Date(string text, int line)
    {
        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date })
            return date;
        Fault(line, $"\"{text}\" is not a date; write it as 2026-12-24");
        return null;
    }

    IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        YamlScalarNode scalar when IsNull(scalar) => [],
        var single => [single],
    };

    YamlNode? Find(string key)
    {
        known.Add(key);
        return map is not null && map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
    }

    void RefuseUnknownKeys()
    {
        if (map is null)
            return;
        foreach (var key in map.Children.Keys)
            if (key is YamlScalarNode { Value: { } name } && !known.Contains(name))
                Fault((int)key.Start.Line, $"\"{name}\" means nothing here; known are {string.Join(", ", known)}");
    }

    static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";

    static string Plain(string message) => message.ReplaceLineEndings(" ");
}
