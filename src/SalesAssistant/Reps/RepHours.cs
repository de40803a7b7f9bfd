using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace SalesAssistant.Reps;

/// <summary>What a rep may change of their own: usual hours, dates with other hours, days away, trips.</summary>
/// <param name="Weekly">The ranges of Monday to Sunday.</param>
public sealed record RepHours(
    IReadOnlyList<IReadOnlyList<DayRange>> Weekly, IReadOnlyList<DateOverride> Overrides, IReadOnlyList<Absence> OutOfOffice, IReadOnlyList<Trip> Travel)
{
    static readonly IsoDayOfWeek[] Days = [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday, IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday];

    /// <summary>As team.yaml has them.</summary>
    public static RepHours Of(Rep rep) => new(
        [.. Days.Select(day => (IReadOnlyList<DayRange>)[.. rep.WorkingHours.Where(hours => hours.Days.Contains(day) && !hours.Range.IsEmpty).Select(hours => hours.Range).Distinct().OrderBy(range => range.Start).ThenBy(range => range.End)])],
        [.. rep.Overrides.GroupBy(one => one.Date).OrderBy(same => same.Key).Select(same => new DateOverride(same.Key, [.. same.SelectMany(one => one.Ranges).Where(range => !range.IsEmpty).Distinct().OrderBy(range => range.Start)]))],
        [.. rep.OutOfOffice.OrderBy(absence => absence.From).ThenBy(absence => absence.Until)],
        [.. rep.Travel.OrderBy(trip => trip.From)]);

    /// <summary>Each part as text: equal where it means the same.</summary>
    internal IReadOnlyList<string> Parts() =>
    [
        string.Join(';', Weekly.Select(day => string.Join(',', day.OrderBy(range => range.Start).ThenBy(range => range.End)))),
        string.Join(';', Overrides.OrderBy(one => one.Date).Select(one => $"{Write(one.Date)} {string.Join(',', one.Ranges.OrderBy(range => range.Start))}")),
        string.Join(';', OutOfOffice.OrderBy(absence => absence.From).ThenBy(absence => absence.Until).Select(absence => $"{Write(absence.From)} {Write(absence.Until)}")),
        string.Join(';', Travel.OrderBy(trip => trip.From).Select(trip => $"{Write(trip.From)} {Write(trip.Until)} {trip.Zone.Id}")),
    ];

    internal static string Write(LocalDate date) => LocalDatePattern.Iso.Format(date);

    internal static string Short(IsoDayOfWeek day) => day.ToString()[..3].ToLower(CultureInfo.InvariantCulture);

    internal static IsoDayOfWeek Day(int index) => Days[index];
}

/// <summary>How a change of team.yaml ended.</summary>
public enum TeamChangeOutcome
{
    /// <summary>The file says so now, and the next offer goes by it.</summary>
    Saved,

    /// <summary>It said so already.</summary>
    Unchanged,

    /// <summary>Somebody has changed the same part since it was read.</summary>
    Conflict,

    /// <summary>The file can't be read as it is: it has to be mended first.</summary>
    HasFaults,

    /// <summary>The program may not write the file, or its disk is full.</summary>
    NotWritable,

    /// <summary>The rep's entry is written in a way that only a person can change safely.</summary>
    ByHandOnly,

    /// <summary>team.yaml knows no such rep.</summary>
    UnknownRep,
}

/// <summary>How a change of team.yaml ended, with what there is to say about it for the log; null for nothing.</summary>
public sealed record TeamChange(TeamChangeOutcome Outcome, string? Detail = null);
