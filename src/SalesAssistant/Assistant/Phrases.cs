using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SalesAssistant.Assistant;

/// <summary>
/// The sentences that the product says in its own words: marketers edit them in `phrases/en.yaml` of `Prompts:Directory`, and in a file beside it for each
/// further language. Where another language lacks a phrase the English one is said. A file of a new language is seen at the next start.
/// </summary>
public sealed class Phrases : IDisposable
{
    const string English = "en";

    readonly Dictionary<string, SalesFile<PhraseBook>> files = new(StringComparer.OrdinalIgnoreCase);

    public Phrases(IConfiguration settings, TimeProvider clock, ILogger<Phrases> log)
    {
        var directory = Path.Combine(PromptLibrary.PromptsDirectory(settings), "phrases");
        var languages = Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)) : [];
        foreach (var language in languages.Append(English).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
            files[language] = new SalesFile<PhraseBook>(Path.Combine(directory, $"{language}.yaml"), (file, text) => PhraseBook.Read(file, text, isWhole: language == English), clock, log, "Prompts:Directory");
    }

    /// <summary>The English phrases.</summary>
    /// <exception cref="SalesFileException">There has not been a good version yet.</exception>
    public PhraseBook Current => files[English].Current;

    /// <summary>The phrases of a language, with the English one for each that it lacks.</summary>
    /// <param name="language">A locale, or its first two letters; null, and any for which there is no file, is English.</param>
    /// <exception cref="SalesFileException">There has not been a good English version yet.</exception>
    public PhraseBook In(string? language) =>
        CodeOf(language) is { } code && files[code].Last is { } book ? book.Over(Current) : Current;

    /// <summary>The language of a locale, if there is a file for it; null otherwise.</summary>
    public string? CodeOf(string? locale) =>
        locale?.Split('-', '_')[0].ToLowerInvariant() is { Length: > 0 } code && files.ContainsKey(code) ? code : null;

    /// <summary>
    /// The language that a text is in, as far as there are files: the one of which it has most small words (`recognise`). Null when it is too short to
    /// tell, or could be two.
    /// </summary>
    public string? LanguageOf(string text)
    {
        if (files.Count < 2)
            return null;
        var words = Words(text);
        var hits = files.Select(file => (Language: file.Key, Count: file.Value.Last is { } book ? words.Count(book.Recognises) : 0)).OrderByDescending(pair => pair.Count).ToList();
        var needed = words.Count <= ShortText ? 1 : 2;
        return hits[0].Count >= needed && hits[0].Count > hits[1].Count ? hits[0].Language : null;
    }

    const int ShortText = 2;
    const int EnoughText = 1000;

    static List<string> Words(string text) =>
        [.. (text.Length > EnoughText ? text[..EnoughText] : text).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim(Marks))];

    static readonly char[] Marks = ['.', ',', ';', ':', '!', '?', '"', '\'', '(', ')', '„', '“', '”', '»', '«', '…', '–', '-'];

    /// <summary>What is wrong in the files, and which phrases a language lacks.</summary>
    public IReadOnlyList<FileFault> Faults => [.. files.Values.SelectMany(file => file.Faults), .. files.Where(file => file.Key != English).SelectMany(file => Missing(file.Key, file.Value))];

    IEnumerable<FileFault> Missing(string language, SalesFile<PhraseBook> file)
    {
        if (file.Last is not { } book || files[English].Last is not { } english || english.KeysBeyond(book) is not { Count: > 0 } missing)
            yield break;
        yield return new FileFault($"{language}.yaml", 0, $"these phrases are missing, and are said in English: {string.Join(", ", missing)}");
    }

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Dispose();
    }
}

/// <summary>All phrases of one language, as one version of their file has them, and that language's form of days and times.</summary>
public sealed partial class PhraseBook
{
    /// <summary>What the code says by name. A file that lacks one is not used.</summary>
    public static readonly string[] Needed =
    [
        "assistant", "greeting", "clarify", "askWhich", "dontKnow", "dontKnowAgain", "dontKnowOutOfHours", "handoffWaiting", "handoffWaitingFirst", "handoffNextRep", "handoffNobody", "handoffOutOfHours",
        "handoffAlready", "repJoined", "repReturned", "hubJoined", "hubReturned", "hubFailed", "resolved", "offerSlots", "offerSlotsNone", "slotTaken", "slotUnknown", "slotPast", "onlyHost", "hostAhead", "hostBehind", "zoneUnknown", "clarifyTime", "timeNoSuchDay", "timeNoSuchTime", "timeContradiction", "timeSkipped", "timePast", "consent", "askContact", "askContactAgain", "askName", "bookingNone",
        "bookingCreating", "bookingDelayed", "bookingFailed", "bookingMoving", "moveFailed", "bookingCancelling", "bookingBusy", "hostMoved", "hostCancelled", "bookingDeclined", "calendarUnread", "brief.answered", "brief.open",
        "askEmailForReply", "emailThanks", "booked", "bookingCancelled", "bookingMoved", "moveTo", "modelFailed", "tooLong", "emptyMessage", "filesOnly", "visitorEnded", "cardUsed", "cardNoted",
        "sources", "buttons.person", "buttons.meeting", "buttons.later", "buttons.anotherDay", "buttons.cancelMeeting", "buttons.moveMeeting", "buttons.send", "buttons.calendarFile",
        "toldNothing", "toldThis", "toldHow", "toldForgotten", "toldEarlier", "toldForgottenAll", "greetingBack", "rememberAsk", "rememberYes", "rememberNo", "rememberAlready", "buttons.remember", "buttons.dontRemember",
        "formats.day", "formats.dayWithYear", "formats.span", "formats.or", "formats.elsewhere",
        "labels.name", "labels.email", "labels.when", "labels.with", "labels.where", "labels.chosen", "labels.phone", "labels.emailIfLiked", "labels.calls",
        "askMeeting", "meetingInList", "offerMeeting", "meetingClosest", "meetingLongest", "meetingShortest",
        "callHeld", "askCall", "askPhoneAgain", "phoneIsRight", "phoneYes", "phoneNo", "phoneWhich", "phoneCountry", "phoneInvalid", "phoneCostly", "bookedCall", "repBookedCall", "bookingCreatingCall", "brief.call",
        "bookedByMail", "bookingReminder", "bookingNoShow", "brief.told", "brief.objections", "mail.hello", "mail.confirmed.subject", "mail.confirmed.text", "mail.moved.subject", "mail.moved.text", "mail.moveFailed.subject",
        "mail.moveFailed.text", "mail.hostMoved.subject", "mail.hostMoved.text", "mail.cancelled.subject", "mail.cancelled.text", "mail.hostCancelled.subject", "mail.hostCancelled.text", "mail.replaced.subject", "mail.replaced.text",
        "mail.failed.subject", "mail.failed.text", "mail.reminder.subject", "mail.reminder.text", "mail.noShow.subject", "mail.noShow.text", "mail.attached", "mail.separate", "mail.reply", "mail.who", "mail.join", "mail.move",
        "mail.cancel", "mail.again", "mail.footer", "mail.rep.confirmed.subject", "mail.rep.confirmed.text", "mail.rep.moved.subject", "mail.rep.moved.text", "mail.rep.cancelled.subject", "mail.rep.cancelled.text", "mail.rep.visitor",
        "mail.rep.conversation", "mail.rep.meetings", "mail.rep.footer", "meetingPage.title", "meetingPage.standing", "meetingPage.soon", "meetingPage.soonText", "meetingPage.move", "meetingPage.moveHint", "meetingPage.moveButton",
        "meetingPage.moved", "meetingPage.moveFailed", "meetingPage.cancel", "meetingPage.cancelAsk", "meetingPage.cancelHint", "meetingPage.keep", "meetingPage.cancelled", "meetingPage.cancelledText", "meetingPage.failed",
        "meetingPage.failedText", "meetingPage.missed", "meetingPage.missedText", "meetingPage.over", "meetingPage.running", "meetingPage.runningText", "meetingPage.againButton", "meetingPage.replaced", "meetingPage.replacedLink",
        "meetingPage.times", "meetingPage.zone", "meetingPage.noTimes", "meetingPage.later", "meetingPage.earlier", "meetingPage.choose", "meetingPage.unread", "meetingPage.expired", "meetingPage.expiredText", "meetingPage.unknown",
        "meetingPage.unknownText", "meetingPage.busy", "meetingPage.busyText", "meetingPage.back", "meetingPage.calendarFile",
    ];

    /// <summary>What is written of a booking far from any conversation, and all that is filled in there.</summary>
    static readonly (string Prefix, string[] Placeholders)[] OfBookings =
    [
        ("mail.", ["name", "host", "title", "when", "email", "company"]),
        ("meetingPage.", ["name", "host", "title", "when", "email", "company", "zone"]),
    ];

    /// <summary>Lists that have a fixed length: the names that a date is made of.</summary>
    static readonly (string Key, int Length)[] NeededLists = [("weekdays", 7), ("months", 12)];

    readonly Dictionary<string, string> texts;
    readonly Dictionary<string, IReadOnlyList<string>> lists;
    readonly HashSet<string> recognised;
    readonly PhraseBook? fallback;

    PhraseBook(Dictionary<string, string> texts, Dictionary<string, IReadOnlyList<string>> lists, HashSet<string> recognised, PhraseBook? fallback) =>
        (this.texts, this.lists, this.recognised, this.fallback) = (texts, lists, recognised, fallback);

    /// <param name="file">The path to name in faults.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="isWhole">Nothing may be missing: the others fall back on it.</param>
    public static FileReading<PhraseBook> Read(string file, string text, bool isWhole)
    {
        var book = new PhraseBook(new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.OrdinalIgnoreCase), null);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }, ..])
                book.Add("", root);
        }
        catch (YamlException wrong)
        {
            return new(null, [new FileFault(file, (int)wrong.Start.Line, $"this is not valid YAML: {wrong.Message}")]);
        }
        book.recognised.UnionWith(book.List("recognise"));
        foreach (var (key, length) in NeededLists)
        {
            if (book.lists.TryGetValue(key, out var names) && names.Count != length)
                return new(null, [new FileFault(file, 0, $"'{key}' has {names.Count} names; write {length}")]);
        }
        if (book.Unfilled(file) is { Count: > 0 } unfilled)
            return new(null, unfilled);
        var missing = !isWhole ? [] : Needed.Where(key => !book.texts.ContainsKey(key)).Concat(NeededLists.Select(list => list.Key).Where(key => !book.lists.ContainsKey(key))).ToList();
        return missing.Count == 0
            ? new(book, [])
            : new(null, [new FileFault(file, 0, $"these phrases are missing: {string.Join(", ", missing)}; add a line \"key: text\" for each")]);
    }

    /// <summary>Placeholders that nobody would fill: people would read them in their e-mail.</summary>
    List<FileFault> Unfilled(string file) =>
    [
        .. from text in texts
           from kind in OfBookings
           where text.Key.StartsWith(kind.Prefix, StringComparison.Ordinal)
           from Match match in Placeholder().Matches(text.Value)
           where !kind.Placeholders.Contains(match.Groups[1].Value)
           select new FileFault(file, 0, $"'{text.Key}' has {match.Value}, which nothing fills in there; use {string.Join(", ", kind.Placeholders.Select(name => $"{{{name}}}"))}"),
    ];

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();

    /// <summary>A phrase with its {placeholders} filled. A placeholder without a value stays out.</summary>
    public string Say(string key, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var text = new StringBuilder(Text(key) ?? throw new KeyNotFoundException($"There is no phrase '{key}'."));
        foreach (var (name, value) in values)
            text.Replace($"{{{name}}}", value);
        return text.ToString();
    }

    /// <summary>Whether there is such a phrase.</summary>
    public bool Has(string key) => Text(key) is not null;

    string? Text(string key) => texts.GetValueOrDefault(key) ?? fallback?.Text(key);

    /// <summary>A list of phrases; empty when there is none of that name.</summary>
    public IReadOnlyList<string> List(string key) => lists.GetValueOrDefault(key) ?? fallback?.List(key) ?? [];

    /// <summary>"Tuesday, 24 November", in this language's form.</summary>
    /// <param name="withYear">Whether the year is said too.</param>
    public string Day(LocalDate date, bool withYear = false) => Say(withYear ? "formats.dayWithYear" : "formats.day",
        ("weekday", List("weekdays")[(int)date.DayOfWeek - 1]), ("day", Number(date.Day)), ("month", List("months")[date.Month - 1]), ("year", Number(date.Year)));

    /// <summary>"Mia or Tom".</summary>
    public string Or(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : Say("formats.or", ("list", string.Join(", ", names.SkipLast(1))), ("last", names[^1]));

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    internal bool Recognises(string word) => recognised.Contains(word);

    /// <summary>The same phrases with another language's for those that are missing.</summary>
    internal PhraseBook Over(PhraseBook other) => new(texts, lists, recognised, other);

    /// <summary>What this has and the other lacks.</summary>
    internal IReadOnlyList<string> KeysBeyond(PhraseBook other) => [.. texts.Keys.Except(other.texts.Keys).Concat(lists.Keys.Except(other.lists.Keys))];

    void Add(string prefix, YamlMappingNode map)
    {
        foreach (var (key, value) in map.Children)
        {
            var name = prefix + ((YamlScalarNode)key).Value;
            if (value is YamlMappingNode inner)
                Add(name + ".", inner);
            else if (value is YamlSequenceNode sequence)
                lists[name] = [.. sequence.Children.OfType<YamlScalarNode>().Select(item => item.Value ?? "")];
            else if (value is YamlScalarNode { Value: { Length: > 0 } scalar })
                texts[name] = scalar.Trim();
        }
    }
}
