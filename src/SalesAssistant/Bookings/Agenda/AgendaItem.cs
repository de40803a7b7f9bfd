using NodaTime;

namespace SalesAssistant.Bookings.Agenda;

/// <summary>What an entry of an agenda is.</summary>
public enum AgendaKind
{
    /// <summary>An agreed meeting, also while its event is being made.</summary>
    Meeting,

    /// <summary>A time that a visitor is deciding about.</summary>
    Hold,

    /// <summary>Time that the rep keeps free here.</summary>
    Kept,

    /// <summary>Something in the rep's own calendar.</summary>
    Busy,
}

/// <summary>An entry of a rep's agenda.</summary>
/// <param name="Id">Unique among the entries.</param>
/// <param name="Start">For whole days the first instant of the first.</param>
/// <param name="End">For whole days the first instant after the last.</param>
/// <param name="Title">For people.</param>
public sealed record AgendaItem(AgendaKind Kind, string Id, Instant Start, Instant End, string Title)
{
    /// <summary>A second line; null for none.</summary>
    public string? Detail { get; init; }

    /// <summary>Whole days by the rep's clock.</summary>
    public bool IsAllDay { get; init; }

    /// <summary>The booking it is; null for none.</summary>
    public Booking? Booking { get; init; }

    /// <summary>It doesn't keep anybody from booking: free, or working elsewhere.</summary>
    public bool BlocksNothing { get; init; }

    /// <summary>The rep doesn't work then (any more).</summary>
    public bool IsOutsideHours { get; init; }
}

/// <summary>Where an entry is drawn on one day.</summary>
/// <param name="Top">Seconds from the top of the scale.</param>
/// <param name="Height">In seconds of the scale.</param>
/// <param name="Column">From zero; entries that overlap stand side by side.</param>
/// <param name="Columns">How many stand side by side there.</param>
/// <param name="IsFromBefore">It began on an earlier day.</param>
/// <param name="GoesOn">It ends on a later day.</param>
public sealed record AgendaBox(AgendaItem Item, int Top, int Height, int Column, int Columns, bool IsFromBefore, bool GoesOn);

/// <summary>Lays the entries of a day out.</summary>
public static class DayLayout
{
    /// <summary>What is shorter is drawn as high as this, in seconds, so that it can be read and pressed.</summary>
    public const int LeastHeight = 25 * 60;

    /// <summary>The entries with times that touch a day, by their start.</summary>
    public static IReadOnlyList<AgendaBox> Lay(ClockDay day, ClockAxis axis, IEnumerable<AgendaItem> items)
    {
        var boxes = new List<AgendaBox>();
        foreach (var item in items.Where(item => !item.IsAllDay && item.Start < day.End && item.End > day.Start).OrderBy(item => item.Start).ThenByDescending(item => item.End))
        {
            var top = axis.At(day, Instant.Max(item.Start, day.Start));
            var bottom = axis.At(day, Instant.Min(item.End, day.End), isEnd: true);
            var height = Math.Max(bottom - top, LeastHeight);
            boxes.Add(new AgendaBox(item, Math.Min(top, axis.Length - height), height, 0, 1, item.Start < day.Start, item.End > day.End));
        }

        return SideBySide(boxes);
    }

    /// <summary>Each entry takes the first column that is free at its top; a group that hangs together is as wide as its fullest place.</summary>
    static List<AgendaBox> SideBySide(List<AgendaBox> boxes)
    {
        var laid = new List<AgendaBox>();
        var group = new List<AgendaBox>();
        var bottoms = new List<int>();
        foreach (var box in boxes.OrderBy(box => box.Top).ThenByDescending(box => box.Height))
        {
            if (group.Count > 0 && bottoms.TrueForAll(bottom => bottom <= box.Top))
                Close();
            var column = bottoms.FindIndex(bottom => bottom <= box.Top);
            if (column < 0)
            {
                column = bottoms.Count;
                bottoms.Add(0);
            }
            bottoms[column] = box.Top + box.Height;
            group.Add(box with { Column = column });
        }

        Close();
        return laid;

        void Close()
        {
            laid.AddRange(group.Select(box => box with { Columns = bottoms.Count }));
            group.Clear();
            bottoms.Clear();
        }
    }
}
