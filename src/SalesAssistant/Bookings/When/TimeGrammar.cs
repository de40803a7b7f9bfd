using System.Globalization;
using NodaTime;

namespace SalesAssistant.Bookings.When;

/// <summary>What the grammars of all languages have in common: words one after the other, what was found in them, and the calendar.</summary>
abstract class TimeGrammar(List<TimeGrammar.Token> tokens, LocalDateTime now)
{
    protected readonly List<Token> tokens = tokens;
    protected readonly LocalDateTime now = now;
    protected readonly List<Mention> mentions = [];
    protected int at;

    /// <summary>All mentions, in the order of the text.</summary>
    protected List<Mention> ReadAll()
    {
        while (at < tokens.Count)
        {
            var start = at;
            if (Next() is { } mention)
                mentions.Add(mention with { From = start, To = at });
            else
                at = start + 1;
        }

        return mentions;
    }

    /// <summary>The mention that begins at this word; null when none does.</summary>
    protected abstract Mention? Next();

    protected LocalDate Today => now.Date;

    protected LocalDate Monday => Today.PlusDays(1 - (int)Today.DayOfWeek);

    protected Mention.Days Week(int weeks, string side)
    {
        var monday = Monday.PlusWeeks(weeks);
        return side switch
        {
            "early" => Mention.Days.Span(monday, monday.PlusDays(2)),
            "mid" => Mention.Days.Span(monday.PlusDays(1), monday.PlusDays(3)),
            "late" => Mention.Days.Span(monday.PlusDays(3), monday.PlusDays(4)),
            "later" or "rest" when weeks == 0 => Mention.Days.Span(side == "rest" ? Today : Today.PlusDays(1), monday.PlusDays(6)),
            "later" => Mention.Days.Span(monday.PlusDays(2), monday.PlusDays(6)),
            _ => Mention.Days.Span(monday, monday.PlusDays(6), WhenGrain.Week),
        };
    }

    protected static Mention.Days Month(int year, int month, string side)
    {
        var last = CalendarSystem.Iso.GetDaysInMonth(year, month);
        return side switch
        {
            "early" => Mention.Days.Span(new LocalDate(year, month, 1), new LocalDate(year, month, 10)),
            "mid" => Mention.Days.Span(new LocalDate(year, month, 11), new LocalDate(year, month, 20)),
            "late" or "later" => Mention.Days.Span(new LocalDate(year, month, 21), new LocalDate(year, month, last)),
            _ => Mention.Days.Span(new LocalDate(year, month, 1), new LocalDate(year, month, last), WhenGrain.Month),
        };
    }

    /// <summary>A clock as it was read.</summary>
    /// <param name="Written">With minutes, am or pm, or "o'clock": nobody could take it for another number.</param>
    protected sealed record Said(Clock Clock, bool Written, bool IsWrong = false)
    {
        public bool IsBare => Clock.IsBare;
    }

    /// <summary>The first such day that isn't over: of this month, this year, or the following ones.</summary>
    protected LocalDate? NextOf(int day, int? month, int? year)
    {
        if (day is < 1 or > 31)
            return null;
        if (year is not null)
            return Valid(year.Value, month!.Value, day);
        for (var i = 0; i < (month is null ? 12 : 9); i++)
        {
            var candidate = month is { } named ? Valid(Today.Year + i, named, day) : Valid(Today.PlusMonths(i).Year, Today.PlusMonths(i).Month, day);
            if (candidate >= Today)
                return candidate;
        }

        return null;
    }

    protected static LocalDate? Valid(int year, int month, int day) =>
        year is >= 1900 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month) ? new LocalDate(year, month, day) : null;

    protected static LocalDate MondayOf(LocalDate date) => date.PlusDays(1 - (int)date.DayOfWeek);

    protected static LocalDate Later(LocalDate from, char unit, int count) => unit switch
    {
        'd' => from.PlusDays(count),
        'w' => from.PlusWeeks(count),
        'f' => from.PlusWeeks(2 * count),
        _ => from.PlusMonths(count),
    };

    protected int? Digits(int least, int? most = null)
    {
        if (Peek is not { } token || !token.All(char.IsAsciiDigit) || token.Length < least || token.Length > (most ?? least))
            return null;
        at++;
        return int.Parse(token, CultureInfo.InvariantCulture);
    }

    // Tokens

    /// <summary>A number, a word or a sign, and where it stands.</summary>
    internal readonly record struct Token(string Text, int Start, int End);

    protected string? Peek => at < tokens.Count ? tokens[at].Text : null;

    protected string Previous => at > 0 ? tokens[at - 1].Text : "";

    /// <summary>Nothing stands between the token before and this one.</summary>
    protected bool IsAdjacent => at > 0 && at < tokens.Count && tokens[at - 1].End == tokens[at].Start;

    protected bool Is(params ReadOnlySpan<string> words) => PeekIs(0, words);

    protected bool PeekIs(int ahead, params ReadOnlySpan<string> words)
    {
        if (at + ahead >= tokens.Count)
            return false;
        foreach (var word in words)
            if (tokens[at + ahead].Text == word)
                return true;
        return false;
    }

    /// <summary>Takes these words, which stand one after the other.</summary>
    protected bool Take(string words)
    {
        // Nearly all that is tried begins with another letter.
        if (at >= tokens.Count || tokens[at].Text[0] != words[0])
            return false;
        var next = at;
        foreach (var word in words.AsSpan().Split(' '))
        {
            if (next >= tokens.Count || !words.AsSpan(word).SequenceEqual(tokens[next].Text))
                return false;
            next++;
        }

        at = next;
        return true;
    }

    /// <summary>Takes the first of these that stands here.</summary>
    protected bool TakeAny(params ReadOnlySpan<string> choices)
    {
        foreach (var choice in choices)
            if (Take(choice))
                return true;
        return false;
    }

    protected bool TakeOptional(params ReadOnlySpan<string> choices)
    {
        _ = TakeAny(choices);
        return true;
    }

    protected T Taking<T>(T mention)
    {
        at++;
        return mention;
    }

    protected int? Taken(int value)
    {
        at++;
        return value;
    }

    protected T? Try<T>(Func<T?> read) where T : class
    {
        var mark = at;
        var found = read();
        if (found is null)
            at = mark;
        return found;
    }

    protected T? Try<T>(Func<T?> read) where T : struct
    {
        var mark = at;
        var found = read();
        if (found is null)
            at = mark;
        return found;
    }
}
