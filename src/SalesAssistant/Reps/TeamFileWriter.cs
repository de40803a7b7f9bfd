using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SalesAssistant.Reps;

/// <summary>
/// Changes the hours of one rep in the text of team.yaml and nothing else: comments, order, spacing and line ends stay as a person wrote them.
/// Entries that still hold keep their lines; what is new is written in one line each.
/// </summary>
static class TeamFileWriter
{
    static readonly string[] Keys = ["workingHours", "overrides", "outOfOffice", "travel"];

    /// <param name="text">A text without faults.</param>
    /// <param name="wanted">What is to stand there. Parts that stand there already are left alone.</param>
    /// <returns>The new text; null when the rep's entry is written in a way that only a person can change safely.</returns>
    public static string? Write(string text, string email, RepHours wanted)
    {
        for (var part = 0; part < Keys.Length; part++)
        {
            if (TeamFile.Read(TeamFile.Name, text).Value is not { } team || team.Find(email) is not { } rep)
                return null;
            if (RepHours.Of(rep).Parts()[part] == wanted.Parts()[part])
                continue;
            var (entries, additions) = part switch
            {
                0 => Weekly(rep, wanted),
                1 => Compare(rep.Overrides, wanted.Overrides, Equal, one => $"{{ date: {RepHours.Write(one.Date)}, ranges: [{string.Join(", ", one.Ranges.Select(range => $"{{ {Times(range)} }}"))}] }}"),
                2 => Compare(rep.OutOfOffice, wanted.OutOfOffice, static (a, b) => a == b, one => $"{{ from: {RepHours.Write(one.From)}, until: {RepHours.Write(one.Until)} }}"),
                _ => Compare(rep.Travel, wanted.Travel, static (a, b) => (a.From, a.Until, a.Zone.Id) == (b.From, b.Until, b.Zone.Id), one => $"{{ from: {RepHours.Write(one.From)}, until: {RepHours.Write(one.Until)}, timeZone: {one.Zone.Id} }}"),
            };
            if (new Entry(text, email).With(Keys[part], entries, additions) is not { } next)
                return null;
            text = next;
        }

        return Holds(text, email, wanted) ? text : null;
    }

    /// <summary>Whether a text says what it is to say of this rep.</summary>
    static bool Holds(string text, string email, RepHours wanted) =>
        TeamFile.Read(TeamFile.Name, text).Value?.Find(email) is { } rep && RepHours.Of(rep).Parts().SequenceEqual(wanted.Parts());

    /// <summary>Which entries of the file still hold, and what is to be written beside them.</summary>
    static (List<bool> Keeps, List<string> Additions) Weekly(Rep rep, RepHours wanted)
    {
        var open = wanted.Weekly.SelectMany((ranges, day) => ranges.Select(range => (Day: RepHours.Day(day), Range: range))).ToHashSet();
        var keeps = new List<bool>();
        foreach (var entry in rep.WorkingHours)
        {
            var days = entry.Days.Distinct().Select(day => (day, entry.Range)).ToList();
            keeps.Add(days.TrueForAll(open.Contains));
            if (keeps[^1])
                open.ExceptWith(days);
        }

        // What is the same on several days is one entry.
        return (keeps, [.. open.OrderBy(one => one.Day).ThenBy(one => one.Range.Start).GroupBy(one => one.Range)
            .Select(same => $"{{ days: [{string.Join(", ", same.Select(one => RepHours.Short(one.Day)))}], {Times(same.Key)} }}")]);
    }

    static (List<bool> Keeps, List<string> Additions) Compare<T>(IReadOnlyList<T> stands, IReadOnlyList<T> wanted, Func<T, T, bool> equal, Func<T, string> write)
    {
        var open = wanted.ToList();
        var keeps = new List<bool>();
        foreach (var entry in stands)
        {
            var place = open.FindIndex(one => equal(one, entry));
            keeps.Add(place >= 0);
            if (place >= 0)
                open.RemoveAt(place);
        }

        return (keeps, [.. open.Select(write)]);
    }

    static bool Equal(DateOverride a, DateOverride b) => a.Date == b.Date && a.Ranges.Order(ByStart).SequenceEqual(b.Ranges.Order(ByStart));

    static readonly Comparer<DayRange> ByStart = Comparer<DayRange>.Create((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));

    static string Times(DayRange range) => $"start: \"{DayRange.Write(range.Start)}\", end: \"{DayRange.Write(range.End)}\"";

    /// <summary>One rep's entry as lines of text.</summary>
    sealed class Entry
    {
        readonly List<string> lines;
        readonly string newLine;
        readonly YamlMappingNode? rep;

        public Entry(string text, string email)
        {
            newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
            lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            rep = (ValueOf(stream.Documents[0].RootNode, "reps") as YamlSequenceNode)?.Children.OfType<YamlMappingNode>()
                .FirstOrDefault(entry => ValueOf(entry, "email") is YamlScalarNode { Value: { } address } && address.Trim().Equals(email, StringComparison.OrdinalIgnoreCase));
        }

        /// <summary>The text with this list changed; null when its form is one that is not touched.</summary>
        /// <param name="keeps">For each entry of the list whether it stays.</param>
        public string? With(string key, List<bool> keeps, List<string> additions)
        {
            // In braces on one line, or with parts that are written elsewhere, a line is no unit.
            if (rep is null || rep.Style == MappingStyle.Flow || !rep.Anchor.IsEmpty)
                return null;
            var (name, value) = rep.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode scalar && scalar.Value == key);
            if (name is null)
            {
                Insert(LastLine(rep) + 1, [Indent(rep) + key + ":", .. additions.Select(one => $"{Indent(rep)}  - {one}")]);
                return Text();
            }
            if (!value!.Anchor.IsEmpty || value.Start.Line < name.Start.Line)
                return null;
            if (value is YamlSequenceNode { Style: not SequenceStyle.Flow } list && list.Children.Count > 0)
                return WithItems(name, list, keeps, additions);
            if (value is not (YamlSequenceNode or YamlScalarNode { Value: null or "" or "~" or "null" }))
                return null;
            return WithValue(name, value, keeps, additions);
        }

        /// <summary>A list with one entry below the other: lines go, and lines come after the last that stays.</summary>
        string? WithItems(YamlNode name, YamlSequenceNode list, List<bool> keeps, List<string> additions)
        {
            var column = (int)list.Start.Column - 1;
            var spans = list.Children.Select(item => (First: DashLine(item, column), Last: LastLine(item))).ToList();
            if (spans.Count != keeps.Count || spans.Exists(span => span.First < 0))
                return null;
            var at = keeps.LastIndexOf(true) is var last and >= 0 ? spans[last].Last + 1 : spans[0].First;
            Insert(at, additions.Select(one => $"{new string(' ', column)}- {one}"));
            for (var i = spans.Count - 1; i >= 0; i--)
                if (!keeps[i])
                    lines.RemoveRange(spans[i].First + (spans[i].First >= at ? additions.Count : 0), spans[i].Last - spans[i].First + 1);
            if (additions.Count == 0 && !keeps.Contains(true))
            {
                var line = (int)name.Start.Line - 1;
                var colon = lines[line].IndexOf(':', (int)name.End.Column - 1) + 1;
                lines[line] = $"{lines[line][..colon]} []{lines[line][colon..]}";
            }
            return Text();
        }

        /// <summary>A list in brackets behind its key, or nothing: it is taken away and written below.</summary>
        string? WithValue(YamlNode name, YamlNode value, List<bool> keeps, List<string> additions)
        {
            var line = (int)name.Start.Line - 1;
            var colon = lines[line].IndexOf(':', (int)name.End.Column - 1) + 1;
            var kept = new List<string>();
            var rest = lines[line][colon..];
            if (value is YamlSequenceNode flow)
            {
                var (endLine, endColumn) = EndOf(value);
                if (flow.Children.Count != keeps.Count || (int)value.Start.Line - 1 != line)
                    return null;
                // An entry in brackets that stays is written as it was.
                kept.AddRange(flow.Children.Where((_, i) => keeps[i]).Select(Source));
                rest = lines[endLine][endColumn..];
                lines.RemoveRange(line + 1, endLine - line);
            }
            else if (value is YamlScalarNode { Value: { Length: > 0 } word })
            {
                rest = rest[(rest.IndexOf(word, StringComparison.Ordinal) + word.Length)..];
            }
            var all = kept.Concat(additions).Select(one => $"{Indent(rep!)}  - {one}").ToList();
            lines[line] = lines[line][..colon] + (all.Count == 0 ? " []" : "") + (rest.Trim().Length == 0 ? "" : $" {rest.Trim()}");
            Insert(line + 1, all);
            return Text();
        }

        /// <summary>A node as it is written; what spans lines becomes one.</summary>
        string Source(YamlNode node)
        {
            var (first, start) = ((int)node.Start.Line - 1, (int)node.Start.Column - 1);
            var (last, end) = EndOf(node);
            return first == last
                ? lines[first][start..end]
                : string.Join(' ', [lines[first][start..].Trim(), .. lines.GetRange(first + 1, last - first - 1).Select(line => line.Trim()), lines[last][..end].Trim()]);
        }

        /// <summary>The line of the bracket or brace that closes a node, and the column behind it, from zero. The reader marks only where a collection begins.</summary>
        (int Line, int Column) EndOf(YamlNode node)
        {
            if (node is YamlScalarNode)
                return ((int)node.End.Line - 1, (int)node.End.Column - 1);
            var (depth, quote, before) = (0, '\0', ' ');
            for (var line = (int)node.Start.Line - 1; line < lines.Count; line++)
            {
                for (var column = line == (int)node.Start.Line - 1 ? (int)node.Start.Column - 1 : 0; column < lines[line].Length; column++)
                {
                    var c = lines[line][column];
                    if (quote != '\0')
                    {
                        if (c == '\\' && quote == '"')
                            column++;
                        else if (c == quote)
                            quote = '\0';
                        continue;
                    }
                    if (c == '#' && (column == 0 || lines[line][column - 1] == ' '))
                        break;
                    // A quote in the middle of a word is only that.
                    if (c is '"' or '\'' && before is '[' or '{' or ',' or ':')
                        quote = c;
                    else if (c is '[' or '{')
                        depth++;
                    else if (c is ']' or '}' && --depth == 0)
                        return (line, column + 1);
                    if (c != ' ')
                        before = c;
                }
            }

            return (lines.Count - 1, lines[^1].Length);
        }

        static YamlNode? ValueOf(YamlNode map, string key) => (map as YamlMappingNode)?.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode name && name.Value == key).Value;

        void Insert(int at, IEnumerable<string> added) => lines.InsertRange(at, added);

        string Text() => string.Join(newLine, lines);

        static string Indent(YamlMappingNode map) => new(' ', (int)map.Children.First().Key.Start.Column - 1);

        /// <summary>The line with the item's dash, from zero; -1 when there is none where it should be.</summary>
        int DashLine(YamlNode item, int column)
        {
            for (var line = (int)item.Start.Line - 1; line >= 0; line--)
                if (lines[line].Length > column && lines[line][column] == '-' && string.IsNullOrWhiteSpace(lines[line][..column]))
                    return line;
            return -1;
        }

        /// <summary>The last line with something of the node, from zero: what follows, such as a comment, belongs to what comes next.</summary>
        int LastLine(YamlNode node) => node switch
        {
            YamlMappingNode { Style: not MappingStyle.Flow, Children.Count: > 0 } map => map.Children.Max(pair => Math.Max(LastLine(pair.Key), LastLine(pair.Value))),
            YamlSequenceNode { Style: not SequenceStyle.Flow, Children.Count: > 0 } list => list.Children.Max(LastLine),
            // A plain scalar that is empty is marked where the next thing begins.
            YamlScalarNode { Value: null or "" } => (int)node.Start.Line - 1 is var start && node.Start.Column == 1 ? start - 1 : start,
            _ => EndOf(node).Line,
        };
    }
}
