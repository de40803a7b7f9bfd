using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace SalesAssistant.GraphSimulator;

/// <summary>Events as Graph reads and writes them.</summary>
static class EventJson
{
    /// <param name="zone">The zone of the header Prefer: outlook.timezone.</param>
    /// <param name="sparse">An occurrence in delta: little more than when it is.</param>
    public static JsonObject Write(Mailbox mailbox, Occurrence occurrence, bool immutableId, DateTimeZone zone, bool sparse = false)
    {
        var it = occurrence.Event;
        var id = immutableId || it.Repetition is not null ? occurrence.Id : it.MutableId;
        var isOccurrence = occurrence.Id != it.Id;
        var json = new JsonObject
        {
            ["@odata.etag"] = Tag(it),
            ["id"] = id,
            ["type"] = isOccurrence ? "occurrence" : it.Repetition is null ? "singleInstance" : "seriesMaster",
            ["start"] = Time(occurrence.When, zone, start: true),
            ["end"] = Time(occurrence.When, zone, start: false),
        };
        if (isOccurrence)
            json["seriesMasterId"] = it.Id;
        if (sparse)
            return json;
        json["changeKey"] = Convert.ToBase64String(BitConverter.GetBytes(it.Change));
        json["createdDateTime"] = InstantPattern.ExtendedIso.Format(it.Created);
        json["iCalUId"] = isOccurrence ? it.ICalUId + occurrence.Id[it.Id.Length..] : it.ICalUId;
        json["subject"] = it.Subject;
        json["body"] = new JsonObject { ["contentType"] = "html", ["content"] = it.Body };
        json["isAllDay"] = occurrence.When is EventTime.AllDay;
        json["isCancelled"] = false;
        json["isOrganizer"] = it.Organizer.Equals(mailbox.Address, StringComparison.OrdinalIgnoreCase);
        json["organizer"] = new JsonObject { ["emailAddress"] = new JsonObject { ["address"] = it.Organizer, ["name"] = it.Organizer } };
        json["showAs"] = it.ShowAs;
        json["originalStartTimeZone"] = Zones.WindowsName(mailbox.Zone);
        json["originalEndTimeZone"] = Zones.WindowsName(mailbox.Zone);
        json["location"] = new JsonObject { ["displayName"] = it.Location ?? "" };
        json["attendees"] = new JsonArray([.. it.Attendees.Select(Attendee)]);
        json["isOnlineMeeting"] = it.OnlineMeeting;
        json["onlineMeetingProvider"] = it.OnlineMeeting ? "teamsForBusiness" : "unknown";
        json["onlineMeeting"] = it.OnlineMeeting && it.ReadsBeforeJoinUrl == 0 ? new JsonObject { ["joinUrl"] = it.JoinUrl } : null;
        if (it.TransactionId is { } transaction)
            json["transactionId"] = transaction;
        return json;
    }

    /// <summary>The extended properties that an $expand asked for.</summary>
    public static JsonArray Properties(MailboxEvent it, string propertyId) =>
        new([.. it.Properties.Where(property => it.Properties.Comparer.Equals(property.Key, propertyId)).Select(property => (JsonNode)new JsonObject { ["id"] = property.Key, ["value"] = property.Value })]);

    public static string Tag(MailboxEvent it) => $"W/\"{Convert.ToBase64String(BitConverter.GetBytes(it.Change))}\"";

    /// <summary>Start and end of a request's body; null when they can't be read.</summary>
    public static EventTime? ReadTime(JsonObject body)
    {
        if (Read(body["start"]) is not var (start, startZone) || Read(body["end"]) is not var (end, endZone))
            return null;
        if (body["isAllDay"]?.GetValue<bool>() == true)
            return start.TimeOfDay == LocalTime.Midnight && end.TimeOfDay == LocalTime.Midnight && end > start ? new EventTime.AllDay(start.Date, end.Date) : null;
        var (from, to) = (startZone.AtLeniently(start).ToInstant(), endZone.AtLeniently(end).ToInstant());
        return to >= from ? new EventTime.Timed(from, to) : null;

        static (LocalDateTime, DateTimeZone)? Read(JsonNode? node) =>
            Zones.Local(node?["dateTime"]?.GetValue<string>()) is { } local && Zones.Find(node!["timeZone"]?.GetValue<string>()) is { } zone ? (local, zone) : null;
    }

    public static IReadOnlyList<Invitee> ReadAttendees(JsonNode? attendees, IReadOnlyList<Invitee> before) =>
    [
        .. (attendees as JsonArray ?? []).Select(one => one!["emailAddress"]!).Select(one =>
        {
            var address = one["address"]!.GetValue<string>();
            return new Invitee(address, one["name"]?.GetValue<string>() ?? address, before.FirstOrDefault(known => Same(known, address))?.Response ?? "none");
        }),
    ];

    public static bool Same(Invitee one, string address) => one.Address.Equals(address, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whole days run from midnight to midnight whatever zone was asked for.</summary>
    public static JsonObject Time(EventTime when, DateTimeZone zone, bool start)
    {
        var local = when switch
        {
            EventTime.AllDay days => (start ? days.Start : days.End).AtMidnight(),
            EventTime.Timed timed => (start ? timed.Start : timed.End).InZone(zone).LocalDateTime,
            _ => throw new InvalidOperationException(),
        };
        return new() { ["dateTime"] = Zones.Write(local), ["timeZone"] = Zones.WindowsName(zone) };
    }

    static JsonNode Attendee(Invitee one) => new JsonObject
    {
        ["type"] = "required",
        ["status"] = new JsonObject { ["response"] = one.Response, ["time"] = "0001-01-01T00:00:00Z" },
        ["emailAddress"] = new JsonObject { ["name"] = one.Name, ["address"] = one.Address },
    };
}
