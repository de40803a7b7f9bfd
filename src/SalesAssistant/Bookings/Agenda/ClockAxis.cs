using NodaTime;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Agenda;

/// <summary>
/// The scale beside several days of one clock, in seconds from its top. Every day has the same times at the same height. An hour that
/// comes twice on one of them has its place twice; on the others that place is empty, and so is an hour that is left out on the day that
/// leaves it out.
/// </summary>
public sealed class ClockAxis
{
    /// <summary>Places for what comes twice: at this time of the clock, so many seconds long.</summary>
    readonly List<(int At, int Length)> again = [];

    readonly int from;
    readonly int until;

    /// <param name="from">Where it begins, in seconds since midnight.</param>
    /// <param name="until">Where it ends. Days with a change of the clock are only shown whole.</param>
    public ClockAxis(IReadOnlyList<ClockDay> days, int from = 0, int until = DayRange.SecondsADay)
    {
        (this.from, this.until) = days.All(day => day.IsUsual || day.Pieces.Count == 0) ? (from, until) : (0, DayRange.SecondsADay);
        foreach (var repeated in days.SelectMany(Repeated).GroupBy(one => one.At).OrderBy(same => same.Key))
            again.Add((repeated.Key, repeated.Max(one => one.Length)));
    }

    /// <summary>How high it is, in seconds.</summary>
    public int Length => Before(until, withPlaceAt: true);

    /// <summary>The lines: what the clock shows, and where.</summary>
    /// <param name="every">Seconds from one to the next.</param>
    public IReadOnlyList<(int Clock, int At, bool IsAgain)> Lines(int every)
    {
        var lines = new List<(int Clock, int At, bool IsAgain)>();
        for (var clock = from; clock < until; clock += every)
            lines.Add((clock, Before(clock, withPlaceAt: true), false));
        foreach (var (at, length) in again)
            for (var clock = (at - length + every - 1) / every * every; clock < at; clock += every)
                lines.Add((clock, Before(at, withPlaceAt: false) + clock - (at - length), true));
        return [.. lines.OrderBy(line => line.At)];
    }

    /// <summary>Where an instant of a day lies; what lies outside of the scale is at its nearer end.</summary>
    /// <param name="isEnd">Something ends then: before an empty place, not behind it.</param>
    public int At(ClockDay day, Instant instant, bool isEnd = false)
    {
        if (day.Pieces.Count == 0 || instant < day.Start)
            return 0;
        var reached = int.MinValue;
        foreach (var piece in day.Pieces)
        {
            if (isEnd ? instant <= piece.End : instant < piece.End)
            {
                var clock = piece.ClockStart + (int)(instant - piece.Start).TotalSeconds;
                // The second time around.
                var at = clock < reached || (isEnd && clock == reached)
                    ? Before(reached, withPlaceAt: false) + clock - piece.ClockStart
                    : Before(clock, withPlaceAt: !isEnd);
                return Math.Clamp(at, 0, Length);
            }
            reached = Math.Max(reached, piece.ClockEnd);
        }

        return Length;
    }

    /// <summary>The stretches of the scale that this day doesn't have.</summary>
    public IReadOnlyList<(int From, int To)> MissingOn(ClockDay day)
    {
        var missing = new List<(int From, int To)>();
        var covered = day.Pieces.SelectMany(piece => Cut(day, piece)).OrderBy(span => span.From).ToList();
        var at = 0;
        foreach (var (start, end) in covered)
        {
            if (start > at)
                missing.Add((at, start));
            at = Math.Max(at, end);
        }

        if (at < Length)
            missing.Add((at, Length));
        return missing;
    }

    /// <summary>The stretches of the scale that a piece covers: between the places that other days need.</summary>
    IEnumerable<(int From, int To)> Cut(ClockDay day, ClockPiece piece)
    {
        var borders = again.Select(place => place.At).Where(clock => clock > piece.ClockStart && clock < piece.ClockEnd).Select(piece.At).Prepend(piece.Start).Append(piece.End).ToList();
        return borders.Zip(borders.Skip(1)).Select(pair => (At(day, pair.First), At(day, pair.Second, isEnd: true))).Where(span => span.Item1 < span.Item2);
    }

    /// <summary>What comes twice on a day.</summary>
    static IEnumerable<(int At, int Length)> Repeated(ClockDay day)
    {
        var reached = int.MinValue;
        foreach (var piece in day.Pieces)
        {
            if (piece.ClockStart < reached)
                yield return (reached, reached - piece.ClockStart);
            reached = Math.Max(reached, piece.ClockEnd);
        }
    }

    /// <summary>Where a time of the clock lies, when it comes for the first time.</summary>
    int Before(int clock, bool withPlaceAt) => clock - from + again.Where(place => place.At < clock || (withPlaceAt && place.At == clock)).Sum(place => place.Length);
}
