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

    const int MinutesADay = 1440;

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

    /// <summary>Hosts that the team doesn't know; they can't be offered.</summary>
    public static IReadOnlyList<FileFault> UnknownHosts(string file, MeetingTypes meetings, SalesTeam team) =>
    [
        .. from meeting in meetings.All
           from host in meeting.Hosts
           where team.Find(host) is null
           select new FileFault(file, 0, $"{host} hosts \"{meeting.Id}\" but is not a rep of {TeamFile.Name}; add the rep or take the address out"),
    ];

    static MeetingType Meeting(YamlSection section)
    {
        var hosts = section.Texts("hosts").Select(h => h.Text).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (hosts.Count == 0)
            section.Fault(section.LineOf("hosts"), "\"hosts\" is missing; list the address of at least one rep");
        var duration = Cells(section, "durationMinutes", null, CellMinutes);
        var interval = Cells(section, "intervalMinutes", duration, CellMinutes);
        return new MeetingType(Id(section), section.Text("title"))
        {
            Description = section.OptionalText("description") ?? "",
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
            Hosts = hosts,
        };
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
