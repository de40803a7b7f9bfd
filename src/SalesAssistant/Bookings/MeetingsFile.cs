using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>The meetings of meetings.yaml; the first is offered to somebody who simply wants to talk.</summary>
public sealed record MeetingTypes(IReadOnlyList<MeetingType> All)
{
    public MeetingType First => All[0];

    public MeetingType? Find(string id) => All.FirstOrDefault(m => string.Equals(m.Id, id, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Reads meetings.yaml.</summary>
public static class MeetingsFile
{
    public const string Name = "meetings.yaml";

    /// <summary>Bookings are kept as cells of this many minutes, so that times that matter to them are multiples of it.</summary>
    public const int CellMinutes = 5;

    /// <summary>No meeting and no buffer is longer, in minutes.</summary>
    public const int MinutesADay = 1440;

    const int EarliestReminder = 14 * MinutesADay;

    /// <summary>More of them would annoy.</summary>
    const int MostReminders = 5;

    /// <param name="file">The path to name in faults.</param>
    /// <param name="text">The file's text.</param>
    public static FileReading<MeetingTypes> Read(string file, string text) => YamlSection.Read(file, text, root =>
    {
        var meetings = new List<MeetingType>();
        foreach (var (meeting, section) in root.Sections("meetings", s => (Meeting(s), s)))
        {
            if (meetings.Any(m => string.Equals(m.Id, meeting.Id, StringComparison.OrdinalIgnoreCase)))
                section.Fault(section.LineOf("id"), $"the id \"{meeting.Id}\" is used twice; give each meeting its own");
            else
                meetings.Add(meeting);
        }

        if (meetings.Count == 0)
            root.Fault(root.LineOf("meetings"), "there are no meetings; list at least one under \"meetings:\"");
        return new MeetingTypes(meetings);
    });

    /// <summary>Hosts and teams that team.yaml doesn't know; they can't be offered.</summary>
    public static IReadOnlyList<FileFault> UnknownHosts(string file, MeetingTypes meetings, SalesTeam team) =>
    [
        .. from meeting in meetings.All
           from host in meeting.Hosts
           where team.Find(host.Email) is null
           select new FileFault(file, host.Line, $"{host.Email} hosts \"{meeting.Id}\" but is not a rep of {TeamFile.Name}; add the rep or take the address out"),
        .. from meeting in meetings.All
           where meeting.Team is not null && team.MembersOf(meeting.Team).Count == 0
           select new FileFault(file, meeting.TeamLine, $"\"{meeting.Id}\" is held by the team \"{meeting.Team}\", which {TeamFile.Name} doesn't know or which is empty; use {string.Join(", ", team.Teams.Select(known => known.Name))}"),
    ];

    static MeetingType Meeting(YamlSection section)
    {
        var hosts = Hosts(section);
        var team = section.OptionalText("team");
        if (hosts.Count == 0 && team is null)
            section.Fault(section.LineOf("hosts"), "\"hosts\" is missing; list the address of at least one rep, or name a \"team\"");
        var assignment = Assignment(section);
        if (assignment == HostAssignment.Fixed && (hosts.Count != 1 || team is not null))
            section.Fault(section.LineOf("assign"), "\"assign: fixed\" needs exactly one host and no team; leave one, or use roundRobin");
        var duration = Cells(section, "durationMinutes", null, CellMinutes);
        var interval = Cells(section, "intervalMinutes", duration, CellMinutes);
        return new MeetingType(Id(section), section.Text("title"))
        {
            Description = section.OptionalText("description") ?? "",
            Kind = Kind(section),
            Synonyms = [.. section.Texts("synonyms").Select(synonym => synonym.Text)],
            DurationMinutes = duration,
            IntervalMinutes = interval,
            AlignMinutes = Cells(section, "alignMinutes", interval, CellMinutes),
            BufferBeforeMinutes = Cells(section, "bufferBeforeMinutes", 0, 0),
            BufferAfterMinutes = Cells(section, "bufferAfterMinutes", 0, 0),
            MinNoticeMinutes = section.Number("minNoticeMinutes", 0, 0, 366 * MinutesADay),
            HorizonDays = section.Number("horizonDays", 30, 1, 366),
            MaxPerDay = section.OptionalNumber("maxPerDay", 1, 288),
            MaxPerWeek = section.OptionalNumber("maxPerWeek", 1, 2016),
            Location = section.OptionalText("location"),
            OnlineMeeting = Flag(section, "onlineMeeting"),
            ReminderMinutes = Reminders(section),
            Hosts = hosts,
            Team = team,
            TeamLine = section.LineOf("team"),
            Assignment = assignment,
            MaxLead = section.OptionalNumber("maxLead", 1, 1000),
        };
    }

    static List<MeetingHost> Hosts(YamlSection section)
    {
        var hosts = new List<MeetingHost>();
        foreach (var host in section.TextsOrSections("hosts",
            (text, line) => new MeetingHost(text) { Line = line },
            s => new MeetingHost(s.Text("rep"), s.Number("weight", MeetingHost.UsualWeight, 0, 1000), s.Number("priority", 0, -100, 100)) { Line = s.Line }))
        {
            if (hosts.Exists(other => string.Equals(other.Email, host.Email, StringComparison.OrdinalIgnoreCase)))
                section.Fault(host.Line, $"{host.Email} is listed twice; keep one");
            else
                hosts.Add(host);
        }

        return hosts;
    }

    static HostAssignment Assignment(YamlSection section)
    {
        if (section.OptionalText("assign") is not { } text)
            return HostAssignment.RoundRobin;
        foreach (var assignment in Enum.GetValues<HostAssignment>())
            if (text.Equals(assignment.ToString(), StringComparison.OrdinalIgnoreCase))
                return assignment;
        section.Fault(section.LineOf("assign"), $"\"assign: {text}\" is not known; use roundRobin, ownerFirst, fixed or together");
        return HostAssignment.RoundRobin;
    }

    static MeetingKind Kind(YamlSection section)
    {
        switch (section.OptionalText("kind"))
        {
            case null or "meeting":
                return MeetingKind.Meeting;
            case "phone":
                if (section.OptionalText("onlineMeeting") == "true")
                    section.Fault(section.LineOf("onlineMeeting"), "\"onlineMeeting: true\" adds a link to a video call, and \"kind: phone\" is a telephone call; leave one of them out");
                return MeetingKind.Phone;
            case var other:
                section.Fault(section.LineOf("kind"), $"\"kind: {other}\" is not known; use meeting or phone");
                return MeetingKind.Meeting;
        }
    }

    static bool Flag(YamlSection section, string key)
    {
        var text = section.OptionalText(key);
        if (text is not (null or "true" or "false"))
            section.Fault(section.LineOf(key), $"\"{key}: {text}\" is not known; use true or false");
        return text == "true";
    }

    /// <summary>A day and an hour ahead, where the file says nothing; never, where it says so with an empty list.</summary>
    static List<int> Reminders(YamlSection section)
    {
        if (!section.Has("reminders"))
            return [MinutesADay, 60];
        var reminders = new List<int>();
        foreach (var (text, line) in section.Texts("reminders"))
        {
            var isNumber = int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number);
            var unit = text.LastOrDefault() switch { 'm' => 1, 'h' => 60, 'd' => MinutesADay, _ => 0 };
            if (!isNumber || number > EarliestReminder || number * unit is < CellMinutes or > EarliestReminder)
                section.Fault(line, $"the reminder \"{text}\" is not known; write minutes, hours or days before the start, such as 30m, 24h or 2d, from 5m to 14d");
            else if (reminders.Contains(number * unit))
                section.Fault(line, $"the reminder \"{text}\" is there twice; keep one");
            else
                reminders.Add(number * unit);
        }
        if (reminders.Count > MostReminders)
            section.Fault(section.LineOf("reminders"), $"these are {reminders.Count} reminders; {MostReminders} at most");
        return reminders;
    }

    static string Id(YamlSection section)
    {
        var id = section.Text("id");
        if (id.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-') || id.Length > 60)
            section.Fault(section.LineOf("id"), $"the id \"{id}\" must be letters, digits and hyphens, 60 at most");
        return id;
    }

    static int Cells(YamlSection section, string key, int? fallback, int least)
    {
        if (section.OptionalNumber(key, least, MinutesADay) is not { } minutes)
        {
            if (fallback is null && section.OptionalText(key) is null)
                section.Fault(section.Line, $"\"{key}\" is missing; add \"{key}: 30\"");
            return fallback ?? CellMinutes;
        }

        if (minutes % CellMinutes != 0)
            section.Fault(section.LineOf(key), $"\"{key}: {minutes}\" must be a multiple of {CellMinutes}");
        return minutes;
    }
}
