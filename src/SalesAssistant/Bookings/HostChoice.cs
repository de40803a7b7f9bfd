using System.Globalization;
using NodaTime;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>Why a host was or was not chosen for a start, for the sales team.</summary>
/// <param name="Why">A few words, to stand behind the name.</param>
public sealed record HostVerdict(string HostEmail, string HostName, SlotVerdict Verdict, bool IsChosen, string Why)
{
    /// <summary>What would have to be changed, and where, for the host to be free then; null when there is nothing to mend.</summary>
    public string? Hint { get; init; }
}

/// <summary>A start and what is to be said about each host.</summary>
public sealed record StartExplained(DateTime Start, IReadOnlyList<HostVerdict> Hosts)
{
    /// <summary>Of a large team, more names than this say less.</summary>
    const int MostOthers = 8;

    /// <summary>"Mia Berger: ...; not Tom Okafor: ...". Who was chosen, and of the others those whose turn would have been next.</summary>
    public override string ToString()
    {
        var named = Hosts.Where(host => host.IsChosen).Concat(Hosts.Where(host => !host.IsChosen).Take(MostOthers)).ToList();
        var words = string.Join("; ", named.Select(host => $"{(host.IsChosen ? "" : "not ")}{host.HostName}: {host.Why}"));
        return named.Count == Hosts.Count ? words : $"{words}; and not {Hosts.Count - named.Count} others after them";
    }
}

/// <summary>Everything that decides who holds a meeting, read at one moment: the hosts, where they stand and what they have.</summary>
/// <param name="Meeting">The kind of meeting.</param>
/// <param name="Standings">Its hosts, who is to be taken first in front.</param>
/// <param name="Taken">What each host has, by address in lower case.</param>
/// <param name="Now">The moment.</param>
/// <param name="OwnerEmail">Who met this contact before; null when nobody did.</param>
sealed record HostChoice(MeetingType Meeting, IReadOnlyList<HostStanding> Standings, ILookup<string, TakenTime> Taken, Instant Now, string? OwnerEmail = null)
{
    /// <summary>What was read of the hosts' calendars; null with the embedded one.</summary>
    public BusyElsewhere? Elsewhere { get; init; }

    /// <summary>The hosts' own events in the embedded calendar, by address in lower case; null with another one.</summary>
    public ILookup<string, BusyItem>? Own { get; init; }

    bool IsTogether => Meeting.Assignment == HostAssignment.Together;

    HostStanding? Owner => Meeting.Assignment == HostAssignment.OwnerFirst && OwnerEmail is not null ? Standings.FirstOrDefault(standing => standing.Rep.IsAt(OwnerEmail)) : null;

    /// <summary>The engine's question about one host.</summary>
    public SlotQuestion Question(Rep rep)
    {
        var address = rep.Email.ToLowerInvariant();
        return Availability.Question(Meeting, rep, Taken[address], Elsewhere?.Of(address) ?? Own?[address] ?? [], Now);
    }

    /// <summary>Free starts, each with its hosts in the order in which they are to be taken. For a meeting that all hold together, the first of them stands for all.</summary>
    /// <param name="everyHost">Also hosts who are ahead of their share, and others beside the owner.</param>
    public IEnumerable<(Instant Start, Rep Rep)> FreeStarts(bool everyHost)
    {
        if (Standings.Count == 0)
            return [];
        if (IsTogether)
        {
            var (first, others) = (Lead, Standings.Select(standing => standing.Rep).Where(rep => rep != Lead).Select(Question).ToList());
            return SlotEngine.FreeStarts(Question(first)).Where(start => others.TrueForAll(other => SlotEngine.IsFree(other, start))).Select(start => (start, first));
        }

        // A stable sort keeps the hosts of one start in their order.
        return (everyHost ? Standings : Standings.Where(standing => !standing.IsAhead))
            .SelectMany(standing => SlotEngine.FreeStarts(Question(standing.Rep)).Select(start => (Start: start, standing.Rep)))
            .OrderBy(slot => slot.Start);
    }

    /// <summary>The host who stands for all of a meeting that is held together: the first of the file.</summary>
    Rep Lead => Standings.MinBy(standing => standing.Host.Line)!.Rep;

    /// <summary>Who is taken for a start and why, and why the others are not.</summary>
    /// <param name="chosen">Who was taken; null to say who would be.</param>
    public StartExplained Explain(Instant start, string? chosen = null)
    {
        var judged = Standings.Select(standing => (Standing: standing, Verdict: SlotEngine.Judge(Question(standing.Rep), start))).ToList();
        var free = judged.Where(host => host.Verdict == SlotVerdict.Free).Select(host => host.Standing).ToList();
        var next = free.Find(host => host == Owner) ?? free.Find(host => !host.IsAhead);
        var taken = chosen is null ? next : Standings.FirstOrDefault(standing => standing.Rep.IsAt(chosen));
        return new StartExplained(start.ToDateTimeUtc(), [.. judged.Select(host =>
        {
            var isChosen = IsTogether ? free.Count == judged.Count : host.Standing == taken;
            return new HostVerdict(host.Standing.Rep.Email, host.Standing.Rep.Name, host.Verdict, isChosen, Why(host.Standing, host.Verdict, isChosen, next, free.Count, judged.Count, start))
            {
                Hint = Hint(host.Standing, host.Verdict, isChosen, start),
            };
        })]);
    }

    string Why(HostStanding host, SlotVerdict verdict, bool isChosen, HostStanding? next, int free, int all, Instant start)
    {
        if (verdict != SlotVerdict.Free && !isChosen)
            return Reason(host.Rep, verdict, start);
        if (IsTogether)
            return free == all ? "all hosts are free then" : "free, but not all hosts are";
        if (Meeting.Assignment == HostAssignment.Fixed)
            return "the one host of this meeting";
        if (host == Owner)
            return "has met this contact before";
        if (isChosen && host != next)
            return "was chosen by the visitor or offered before others had time";
        if (isChosen && free == 1)
            return "the only one who is free then";
        var standing = string.Create(CultureInfo.InvariantCulture, $"{host.Meetings} in the last {HostRanking.MemoryDays} days of a share of {host.Share:0.#}");
        if (isChosen)
            return $"free, and next in turn with {standing}";
        if (host.IsAhead)
            return $"free, but too far ahead with {standing}";
        return next == Owner ? "free, but somebody else has met this contact before" : $"free, but not next in turn with {standing}";
    }

    string Reason(Rep rep, SlotVerdict verdict, Instant start) => verdict switch
    {
        SlotVerdict.TooSoon => $"past, or sooner than the notice of {Meeting.MinNoticeMinutes} minutes",
        SlotVerdict.OutsideWindow => $"further ahead than {Meeting.HorizonDays} days",
        SlotVerdict.OutsideHours => "doesn't work then",
        SlotVerdict.DayFull => $"has {Meeting.MaxPerDay} of these meetings on that day already",
        SlotVerdict.WeekFull => $"has {Meeting.MaxPerWeek} of these meetings in that week already",
        _ when Elsewhere?.FaultOf(rep.Email.ToLowerInvariant()) is { } fault => $"counts as busy, since the calendar can't be read ({fault})",
        _ => $"busy: {string.Join(", ", Blockers(rep, start))}",
    };

    IEnumerable<string> Blockers(Rep rep, Instant start) => SlotEngine.Blockers(Question(rep), start).Select(blocker =>
    {
        if (blocker is not BusyItem.Timed item)
            return "the whole day";
        var clock = rep.Calendar.Clock;
        return $"{clock.At(item.Start).ToString("HH:mm", CultureInfo.InvariantCulture)} to {clock.At(item.End).ToString("HH:mm", CultureInfo.InvariantCulture)}{(item.BufferBeforeMinutes + item.BufferAfterMinutes + Meeting.BufferBeforeMinutes + Meeting.BufferAfterMinutes > 0 ? " with buffers" : "")}";
    });

    string? Hint(HostStanding host, SlotVerdict verdict, bool isChosen, Instant start) => verdict switch
    {
        SlotVerdict.Free when !isChosen && host.IsAhead => $"maxLead of “{Meeting.Id}” in {MeetingsFile.Name} says how far ahead a host may be.",
        SlotVerdict.Free => null,
        SlotVerdict.TooSoon when start <= Now => null,
        SlotVerdict.TooSoon => $"minNoticeMinutes of “{Meeting.Id}” in {MeetingsFile.Name} says how soon a meeting can be booked.",
        SlotVerdict.OutsideWindow => $"horizonDays of “{Meeting.Id}” in {MeetingsFile.Name} says how far ahead a meeting can be booked.",
        SlotVerdict.OutsideHours => HoursOf(host.Rep, start),
        SlotVerdict.DayFull => $"maxPerDay of “{Meeting.Id}” in {MeetingsFile.Name} is the limit.",
        SlotVerdict.WeekFull => $"maxPerWeek of “{Meeting.Id}” in {MeetingsFile.Name} is the limit.",
        _ when Elsewhere?.FaultOf(host.Rep.Email.ToLowerInvariant()) is not null => "Until it can be read, nobody is offered a time with this rep. The command check-calendar-access says what is missing.",
        _ => WhatBlocks(host.Rep, start),
    };

    /// <summary>When the rep works on that date by the rep's clock, and what has decided it.</summary>
    string HoursOf(Rep rep, Instant start)
    {
        var local = rep.Calendar.Clock.At(start);
        var ranges = rep.Calendar.RangesOn(WorkingCalendar.DayNumber(local.Date)).ToArray();
        var because = rep.Overrides.Any(one => one.Date == local.Date) ? "by an override of that date"
            : rep.OutOfOffice.Any(away => away.From <= local.Date && local.Date <= away.Until) ? "out of office"
            : ranges.Length == 0 ? $"no usual hours on a {local.DayOfWeek}, or a holiday of the company" : "the usual hours";
        var works = ranges.Length == 0 ? "Off that day" : $"Works {string.Join(" and ", ranges.Select(range => range.ToString()))}";
        return $"{works} ({because}; {rep.Calendar.Clock.ZoneAt(start).Id}). The meeting takes {Meeting.DurationMinutes} minutes.";
    }

    string WhatBlocks(Rep rep, Instant start)
    {
        var booked = Taken[rep.Email.ToLowerInvariant()].Select(taken => taken.BookingId).ToHashSet();
        var isOurs = SlotEngine.Blockers(Question(rep), start).Any(item => item.Id is { } id && booked.Contains(id));
        var what = isOurs ? "A meeting that was booked here is in the way" : Elsewhere is null ? "The rep keeps that time free" : "Something in the rep's own calendar is in the way";
        return Meeting.BufferBeforeMinutes + Meeting.BufferAfterMinutes > 0
            ? $"{what}. “{Meeting.Id}” keeps {Meeting.BufferBeforeMinutes} minutes free before and {Meeting.BufferAfterMinutes} after ({MeetingsFile.Name})."
            : $"{what}.";
    }
}
