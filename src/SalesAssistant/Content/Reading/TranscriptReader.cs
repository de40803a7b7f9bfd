using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SalesAssistant.Content.Reading;

/// <summary>
/// Transcripts of podcasts and webinars: WebVTT (w3.org/TR/webvtt1) and SubRip. Cues are joined to what was said in one breath; each part
/// keeps the minute it starts at.
/// </summary>
internal static partial class TranscriptReader
{
    /// <summary>So many words make a part, ended where a sentence ends or somebody else speaks.</summary>
    const int WordsOfAPart = 80;
    const int MostWordsOfAPart = 150;

    public static TextDocument ReadVtt(byte[] bytes)
    {
        var text = Utf8Text.Of(bytes);
        if (!text.StartsWith("WEBVTT", StringComparison.Ordinal))
            throw new UnreadableFileException(1, "A .vtt file begins with a line WEBVTT; this one doesn't. Export the transcript again as WebVTT, or as .srt.");
        return new TextDocument(Parts(Cues(text)));
    }

    public static TextDocument ReadSrt(byte[] bytes) => new(Parts(Cues(Utf8Text.Of(bytes))));

    sealed record Cue(TimeSpan Start, string? Speaker, string Text);

    static List<Cue> Cues(string text)
    {
        var cues = new List<Cue>();
        var lines = text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (!lines[at].Contains("-->", StringComparison.Ordinal))
                continue;
            if (Timing().Match(lines[at]) is not { Success: true } timing || StartOf(timing) is not { } start)
                throw new UnreadableFileException(at + 1, $"\"{lines[at].Trim()}\" isn't a time such as 00:01:02.000 --> 00:01:05.000; mend the line, or export the transcript again.");
            var words = new StringBuilder();
            while (at + 1 < lines.Length && lines[at + 1].Trim().Length > 0)
                words.Append(words.Length > 0 ? " " : "").Append(lines[++at].Trim());
            var (speaker, said) = SpeakerOf(words.ToString());
            if (said.Length > 0)
                cues.Add(new Cue(start, speaker, said));
        }
        if (cues.Count == 0)
            throw new UnreadableFileException(0, "The transcript has no words with a time; export it again with its times.");
        return cues;
    }

    static TimeSpan? StartOf(Match timing)
    {
        var hours = timing.Groups["h"].Success ? int.Parse(timing.Groups["h"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var minutes = int.Parse(timing.Groups["m"].ValueSpan, CultureInfo.InvariantCulture);
        var seconds = int.Parse(timing.Groups["s"].ValueSpan, CultureInfo.InvariantCulture);
        return minutes < 60 && seconds < 60 ? new TimeSpan(hours, minutes, seconds) : null;
    }

    /// <summary>The voice that a cue names, as <c>&lt;v Mia&gt;</c> or as "MIA:", and the words without any tag.</summary>
    static (string? Speaker, string Text) SpeakerOf(string cue)
    {
        var voice = Voice().Match(cue);
        var words = WebUtility.HtmlDecode(Tag().Replace(cue, "")).Trim();
        if (voice.Success)
            return (voice.Groups[1].Value.Trim(), words);
        var named = NamedSpeaker().Match(words);
        return named.Success ? (named.Groups[1].Value.Trim(), words[named.Length..].Trim()) : (null, words);
    }

    static List<TextSection> Parts(List<Cue> cues)
    {
        var parts = new List<TextSection>();
        var lines = new List<TextLine>();
        var line = new StringBuilder();
        var (count, start) = (0, cues[0].Start);
        string? speaker = null, before = null;
        foreach (var cue in cues)
        {
            speaker = cue.Speaker ?? speaker;
            var takesOver = speaker != before;
            var isFull = count >= WordsOfAPart && (takesOver || EndsSentence(line)) || count >= MostWordsOfAPart;
            if (takesOver || isFull)
                EndLine();
            if (isFull)
                EndPart(cue.Start);
            // Players that roll captions up say the last line again.
            if (line.Length > 0 && line.ToString().EndsWith(cue.Text, StringComparison.Ordinal))
                continue;
            if (line.Length == 0 && speaker is not null)
                line.Append(speaker).Append(": ");
            else if (line.Length > 0)
                line.Append(' ');
            line.Append(cue.Text);
            count += PassageCutter.CountWords(cue.Text);
            before = speaker;
        }
        EndLine();
        EndPart(default);
        return parts;

        void EndLine()
        {
            if (line.Length > 0)
                lines.Add(new TextLine(line.ToString(), 0));
            line.Clear();
        }

        void EndPart(TimeSpan next)
        {
            if (lines.Count > 0)
                parts.Add(new TextSection([], [.. lines.Select(said => new TextBlock(TextBlockKind.Prose, [said]))]) { Place = TextPlace.Minute(start) });
            lines = [];
            (count, start) = (0, next);
        }
    }

    static bool EndsSentence(StringBuilder line) => line.Length > 0 && line[^1] is '.' or '!' or '?' or '…' or '"' or '”';

    [GeneratedRegex(@"^\s*(?:(?<h>\d{1,3}):)?(?<m>\d{1,2}):(?<s>\d{2})[.,]\d{1,3}\s*-->")]
    private static partial Regex Timing();

    [GeneratedRegex(@"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")]
    private static partial Regex Voice();

    [GeneratedRegex(@"</?[A-Za-z0-9][^>]{0,200}>|\{\\[^}]{0,40}\}")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^(?:>>\s*)?([A-Z][A-Za-z.'-]{0,20}(?: [A-Z][A-Za-z.'-]{0,20}){0,2}):\s")]
    private static partial Regex NamedSpeaker();
}
