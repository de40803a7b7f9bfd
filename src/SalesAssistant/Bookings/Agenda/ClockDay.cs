using NodaTime;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Agenda;

/// <summary>
/// One date as a rep's clock shows it: mostly 24 hours in one piece, 23 or 25 in two when the clock is changed, and others when the rep
/// sets out to another zone or comes back.
/// </summary>
/// <param name="Start">The first instant at which the clock shows the date.</param>
/// <param name="End">The first at which it shows a later one.</param>
/// <param name="Pieces">Without a change of the clock inside, in order. None for a date that the clock never shows.</param>
public sealed record ClockDay(LocalDate Date, Instant Start, Instant End, IReadOnlyList<ClockPiece> Pieces)
{
    public static ClockDay Of(RepClock clock, LocalDate date)
    {
        var (start, end) = (clock.StartOfDay(date), clock.StartOfDay(date.PlusDays(1)));
        var midnight = WorkingCalendar.DayNumber(date) * (long)DayRange.SecondsADay;
        var pieces = new List<ClockPiece>();
        foreach (var stretch in clock.Stretches(start.ToUnixTimeSeconds(), end.ToUnixTimeSeconds()))
        {
            var piece = new ClockPiece(Instant.FromUnixTimeSeconds(stretch.Start), Instant.FromUnixTimeSeconds(stretch.End), (int)(stretch.Start + stretch.Offset - midnight));
            // A border between two zones whose clocks agree changes nothing.
            if (pieces.Count > 0 && pieces[^1].ClockEnd == piece.ClockStart)
                pieces[^1] = pieces[^1] with { End = piece.End };
            else
                pieces.Add(piece);
        }

        return new ClockDay(date, start, end, pieces);
    }

    /// <summary>24 hours from midnight to midnight.</summary>
    public bool IsUsual => Pieces is [{ ClockStart: 0, ClockEnd: DayRange.SecondsADay }];

    public Duration Length => End - Start;

    /// <summary>The stretches in which somebody with these hours works, in order, cut at the day's ends.</summary>
    public IReadOnlyList<(Instant From, Instant To)> Working(WorkingCalendar hours)
    {
        var number = WorkingCalendar.DayNumber(Date);
        var found = new List<(Instant From, Instant To)>();
        foreach (var piece in Pieces)
        {
            // Of yesterday's ranges what crosses midnight.
            foreach (var (day, shift) in ((int, int)[])[(number - 1, -DayRange.SecondsADay), (number, 0)])
            {
                foreach (var range in hours.RangesOn(day))
                {
                    var (from, to) = (Math.Max(range.Start + shift, piece.ClockStart), Math.Min(range.End + shift, piece.ClockEnd));
                    if (from < to)
                        found.Add((piece.At(from), piece.At(to)));
                }
            }
        }

        return [.. found.OrderBy(span => span.From)];
    }
}

/// <summary>A part of a date in which the clock runs on undisturbed.</summary>
/// <param name="ClockStart">What it shows at the start, in seconds since midnight.</param>
public readonly record struct ClockPiece(Instant Start, Instant End, int ClockStart)
{
    /// <summary>What it shows at the end, in seconds since midnight.</summary>
    public int ClockEnd => ClockStart + (int)(End - Start).TotalSeconds;

    /// <summary>When it shows this, seconds since midnight.</summary>
    public Instant At(int clock) => Start + Duration.FromSeconds(clock - ClockStart);
}
