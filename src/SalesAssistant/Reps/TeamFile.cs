using System.Net.Mail;
using NodaTime;

namespace SalesAssistant.Reps;

/// <summary>Reads team.yaml: the company, its reps with their hours, and the teams.</summary>
public static class TeamFile
{
    public const string Name = "team.yaml";

    /// <summary>In days; a longer absence or trip is taken for a slip.</summary>
    public const int LongestAbsence = 366;

    /// <param name="file">The path to name in faults.</param>
    /// <param name="text">The file's text.</param>
    public static FileReading<SalesTeam> Read(string file, string text) => YamlSection.Read(file, text, root =>
    {
        var company = root.Section("company", s => new Company(s.Text("name"), s.Zone("timeZone"), s.Dates("holidays")));
        var reps = Reps(root, company);
        var teams = root.Sections("teams", s => new Team(s.Text("name"), Members(s, reps)));
        return new SalesTeam(company, reps, teams);
    });

    /// <summary>Reads "mon" or "Monday".</summary>
    public static bool TryParseDay(string? text, out IsoDayOfWeek day)
    {
        day = Enum.GetValues<IsoDayOfWeek>().FirstOrDefault(d => d != IsoDayOfWeek.None
            && (string.Equals(text, d.ToString(), StringComparison.OrdinalIgnoreCase)
                || string.Equals(text, d.ToString()[..3], StringComparison.OrdinalIgnoreCase)));
        return day != IsoDayOfWeek.None;
    }

    static List<Rep> Reps(YamlSection root, Company company)
    {
        var reps = new List<Rep>();
        foreach (var (rep, section) in root.Sections("reps", s => (Rep(s, company), s)))
        {
            if (reps.Any(r => string.Equals(r.Email, rep.Email, StringComparison.OrdinalIgnoreCase)))
                section.Fault(section.LineOf("email"), $"{rep.Email} is listed twice; keep one");
            else
                reps.Add(rep);
        }

        if (reps.Count == 0)
            root.Fault(root.LineOf("reps"), "there are no reps; list at least one under \"reps:\"");
        return reps;
    }

    static Rep Rep(YamlSection section, Company company)
    {
        var email = section.Text("email");
        if (email.Length > 0 && !MailAddress.TryCreate(email, out _))
            section.Fault(section.LineOf("email"), $"\"{email}\" is not an e-mail address");
        var zone = section.Zone("timeZone");
        var weekly = section.Sections("workingHours", s => new WeeklyHours(Days(s), Range(s)));
        var overrides = section.Sections("overrides", s => (Date: s.Date("date"), Ranges: s.Sections("ranges", Range)))
            .Where(o => o.Date is not null)
            .Select(o => new DateOverride(o.Date!.Value, o.Ranges))
            .ToList();
        var own = overrides.Select(o => o.Date).ToHashSet();
        var absences = section.Sections("outOfOffice", s => Span(s, LongestAbsence)).OfType<(LocalDate From, LocalDate Until)>().Select(span => new Absence(span.From, span.Until)).ToList();
        var off = company.Holidays.Concat(absences.SelectMany(Dates)).Distinct().Where(d => !own.Contains(d)).Select(d => new DateOverride(d, []));
        var trips = Trips(section);
        return new Rep(
            email,
            section.Text("name"),
            section.OptionalText("title") ?? "",
            zone,
            [.. section.Texts("languages").Select(l => l.Text)],
            weekly,
            overrides,
            trips)
        {
            Calendar = new WorkingCalendar(zone, weekly, overrides.Concat(off), trips),
            OutOfOffice = absences,
        };
    }

    static IEnumerable<LocalDate> Dates(Absence absence) => Enumerable.Range(0, Period.DaysBetween(absence.From, absence.Until) + 1).Select(absence.From.PlusDays);

    static List<Trip> Trips(YamlSection section)
    {
        var trips = new List<Trip>();
        foreach (var (span, zone, line) in section.Sections("travel", s => (Span(s, LongestAbsence), s.Zone("timeZone"), s.Line)))
        {
            if (span is not var (from, until))
                continue;
            if (trips.Any(trip => trip.From <= until && from <= trip.Until))
                section.Fault(line, "this trip has dates in common with one above it; a rep is in one place at a time");
            else
                trips.Add(new Trip(from, until, zone));
        }

        return trips;
    }

    /// <summary>"from" and "until", both included; null when one can't be read, which is noted.</summary>
    static (LocalDate From, LocalDate Until)? Span(YamlSection section, int longest)
    {
        if (section.Date("from") is not { } from || section.Date("until") is not { } until)
            return null;
        if (until < from)
            section.Fault(section.LineOf("until"), "\"until\" is before \"from\"; it names the last day");
        else if (Period.DaysBetween(from, until) >= longest)
            section.Fault(section.LineOf("until"), $"these are more than {longest} days; is the year right?");
        else
            return (from, until);
        return null;
    }

    static List<IsoDayOfWeek> Days(YamlSection section)
    {
        var days = new List<IsoDayOfWeek>();
        foreach (var (text, line) in section.Texts("days"))
        {
            if (TryParseDay(text, out var day))
                days.Add(day);
            else
                section.Fault(line, $"\"{text}\" is not a day; use mon, tue, wed, thu, fri, sat or sun");
        }

        if (days.Count == 0)
            section.Fault(section.LineOf("days"), "\"days\" is missing; write for example days: [mon, tue]");
        return days;
    }

    static DayRange Range(YamlSection section)
    {
        var (start, end) = (section.Text("start"), section.Text("end"));
        if (DayRange.TryParse(start, end, out var range) || start.Length == 0 || end.Length == 0)
            return range;
        section.Fault(section.LineOf("start"), $"\"{start}\" to \"{end}\" is not a range of hours; write for example start: \"09:00\", end: \"17:30\"");
        return range;
    }

    static List<Rep> Members(YamlSection section, List<Rep> reps)
    {
        var members = new List<Rep>();
        foreach (var (email, line) in section.Texts("members"))
        {
            if (reps.Find(r => string.Equals(r.Email, email, StringComparison.OrdinalIgnoreCase)) is { } rep)
                members.Add(rep);
            else
                section.Fault(line, $"{email} is not one of the reps above; add the rep or take the address out");
        }

        return members;
    }
}
