using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace SalesAssistant.Content.Reading;

/// <summary>A Word document: headings, paragraphs, lists and tables of its body. What was deleted with tracked changes is not there.</summary>
internal static class WordReader
{
    /// <summary>What a document may unpack to, in bytes; a book of a thousand pages is a tenth of it.</summary>
    const long MostUnpacked = 200_000_000;

    const string NotWord = "The file isn't a Word document (.docx); open it in Word and save it as .docx once more.";
    const string Bomb = "The document unpacks to more than 200 MB; take out what isn't text, or part it.";

    static ReadOnlySpan<byte> OfOldOffice => [0xD0, 0xCF, 0x11, 0xE0];

    public static TextDocument Read(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(OfOldOffice))
            throw new UnreadableFileException(0, "The document has a password, or is an old .doc under a new name; open it in Word, take the password off and save it as .docx.");
        try
        {
            RefuseBombs(bytes);
            using var stream = new MemoryStream(bytes, writable: false);
            using var package = WordprocessingDocument.Open(stream, isEditable: false, new OpenSettings { MaxCharactersInPart = MostUnpacked / 4 });
            var main = package.MainDocumentPart?.Document?.Body is { } ? package.MainDocumentPart : throw new UnreadableFileException(0, NotWord);
            var properties = package.PackageProperties;
            return new TextDocument(new Walk(main).Sections())
            {
                Title = string.IsNullOrWhiteSpace(properties.Title) ? null : OneLine.Of(properties.Title),
                Language = properties.Language,
                Description = string.IsNullOrWhiteSpace(properties.Description) ? null : OneLine.Of(properties.Description),
            };
        }
        catch (Exception fault) when (fault is InvalidDataException or OpenXmlPackageException or FileFormatException or System.Xml.XmlException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw new UnreadableFileException(0, fault.Message.Contains("character", StringComparison.OrdinalIgnoreCase) && fault is System.Xml.XmlException ? Bomb : NotWord);
        }
    }

    /// <summary>Unpacks every part without keeping it: what the archive says about its sizes may be a lie.</summary>
    static void RefuseBombs(byte[] bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        var left = MostUnpacked;
        var buffer = new byte[81920];
        foreach (var entry in archive.Entries)
        {
            using var part = entry.Open();
            for (int read; (read = part.Read(buffer)) > 0;)
            {
                if ((left -= read) < 0)
                    throw new UnreadableFileException(0, Bomb);
            }
        }
    }

    sealed class Walk(MainDocumentPart main)
    {
        readonly Dictionary<string, Style> styles = (main.StyleDefinitionsPart?.Styles?.Elements<Style>() ?? []).Where(style => style.StyleId?.Value is not null).GroupBy(style => style.StyleId!.Value!).ToDictionary(same => same.Key, same => same.First());
        readonly List<TextSection> sections = [];
        readonly List<(int Level, string Text)> path = [];
        readonly Dictionary<(int List, int Level), int> numbers = [];
        List<TextBlock> blocks = [];
        List<TextLine> items = [];

        public List<TextSection> Sections()
        {
            Add(main.Document!.Body!);
            EndSection();
            return sections;
        }

        void Add(OpenXmlElement container)
        {
            foreach (var element in container.ChildElements)
            {
                if (element is Paragraph paragraph)
                    AddParagraph(paragraph);
                else if (element is Table table)
                    AddTable(table);
                // Fields to fill in, and content controls, hold paragraphs of their own.
                else if (element is SdtBlock or SdtContentBlock or CustomXmlBlock or InsertedRun)
                    Add(element);
            }
        }

        void AddParagraph(Paragraph paragraph)
        {
            var text = OneLine.Of(TextOf(paragraph));
            if (text.Length == 0)
                return;
            if (LevelOf(paragraph) is { } level)
            {
                EndSection();
                path.RemoveAll(outer => outer.Level >= level);
                path.Add((level, text));
            }
            else if (MarkerOf(paragraph) is { } marker)
                items.Add(new TextLine(marker + text, 0));
            else
            {
                EndList();
                blocks.Add(new TextBlock(TextBlockKind.Prose, [new TextLine(text, 0)]));
            }
        }

        void AddTable(Table table)
        {
            EndList();
            var rows = table.Elements<TableRow>().Select(row => row.Elements<TableCell>().Select(cell => OneLine.Of(string.Join(' ', cell.Descendants<Paragraph>().Select(TextOf)))).ToList()).Where(cells => cells.Exists(cell => cell.Length > 0)).ToList();
            // Word marks a head only when it is repeated on each page; people make it bold instead, or just write it.
            var hasHead = rows.Count > 1 && rows[0].Count > 1 && rows[0].TrueForAll(cell => cell.Length is > 0 and < 60 && !cell.Any(char.IsDigit) || cell.Length == 0);
            if (TextBlock.OfTable(hasHead ? rows[0] : [], [.. rows.Skip(hasHead ? 1 : 0)]) is { } block)
                blocks.Add(block);
        }

        /// <summary>Null for a paragraph that is no heading.</summary>
        int? LevelOf(Paragraph paragraph)
        {
            if (paragraph.ParagraphProperties?.OutlineLevel?.Val?.Value is { } own and < 9)
                return own + 1;
            var seen = 0;
            for (var id = paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value; id is not null && seen++ < 20;)
            {
                var style = styles.GetValueOrDefault(id);
                var name = (style?.StyleName?.Val?.Value ?? id).ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
                if (name == "title")
                    return 1;
                if (name.StartsWith("heading", StringComparison.Ordinal) && name.Length == 8 && char.IsAsciiDigit(name[7]))
                    return name[7] - '0';
                if (style?.StyleParagraphProperties?.OutlineLevel?.Val?.Value is { } level and < 9)
                    return level + 1;
                id = style?.BasedOn?.Val?.Value;
            }
            return null;
        }

        /// <summary>What stands before a list's item; null for a paragraph that is none.</summary>
        string? MarkerOf(Paragraph paragraph)
        {
            var numbering = paragraph.ParagraphProperties?.NumberingProperties ?? StyleOf(paragraph)?.StyleParagraphProperties?.NumberingProperties;
            if (numbering is null || numbering.NumberingId?.Val?.Value == 0)
                return null;
            var list = numbering.NumberingId?.Val?.Value ?? -1;
            var level = numbering.NumberingLevelReference?.Val?.Value ?? 0;
            var indent = new string(' ', 2 * Math.Clamp(level, 0, 8));
            if (!IsNumbered(list, level))
                return indent + "- ";
            foreach (var deeper in numbers.Keys.Where(key => key.List == list && key.Level > level).ToList())
                numbers.Remove(deeper);
            numbers[(list, level)] = numbers.GetValueOrDefault((list, level)) + 1;
            return $"{indent}{numbers[(list, level)]}. ";
        }

        bool IsNumbered(int list, int level)
        {
            var numbering = main.NumberingDefinitionsPart?.Numbering;
            var kind = numbering?.Elements<NumberingInstance>().FirstOrDefault(instance => instance.NumberID?.Value == list)?.AbstractNumId?.Val?.Value;
            var format = numbering?.Elements<AbstractNum>().FirstOrDefault(definition => definition.AbstractNumberId?.Value == kind)?.Elements<Level>().FirstOrDefault(one => one.LevelIndex?.Value == level)?.NumberingFormat?.Val?.Value;
            return format is not null && format != NumberFormatValues.Bullet && format != NumberFormatValues.None;
        }

        Style? StyleOf(Paragraph paragraph) => paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value is { } id ? styles.GetValueOrDefault(id) : null;

        static string TextOf(Paragraph paragraph) => string.Concat(paragraph.Descendants().Select(element => element switch
        {
            Text text => text.Text,
            TabChar or Break or CarriageReturn => " ",
            NoBreakHyphen => "-",
            _ => "",
        }));

        void EndList()
        {
            if (items.Count > 0)
                blocks.Add(new TextBlock(TextBlockKind.List, items));
            items = [];
        }

        void EndSection()
        {
            EndList();
            if (blocks.Count > 0)
                sections.Add(new TextSection([.. path.Select(heading => heading.Text)], blocks));
            blocks = [];
        }
    }
}
