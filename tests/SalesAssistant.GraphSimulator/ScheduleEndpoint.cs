using System.Text.Json.Nodes;
using NodaTime;

namespace SalesAssistant.GraphSimulator;

/// <summary>Free and busy times of several people, with the limits that Exchange sets.</summary>
static class ScheduleEndpoint
{
    const int MostSchedules = 20;
    const int MostItems = 1000;
    static readonly Duration LongestWindow = Duration.FromDays(62);

    public static void MapSchedule(this IEndpointRouteBuilder graph, Mailboxes mailboxes)
    {
        graph.MapPost("/users/{user}/calendar/getSchedule", (string user, HttpContext http) => Read(mailboxes, new GraphRequest(http)));
        graph.MapPost("/users/{user}/calendar/microsoft.graph.getSchedule", (string user, HttpContext http) => Read(mailboxes, new GraphRequest(http)));
    }

    static async Task<IResult> Read(Mailboxes mailboxes, GraphRequest request)
    {
        if (await request.Body() is not { } given)
            return GraphRequest.Fault(400, "BadRequest", "Unable to read JSON request payload.");
        // Names of an action's parameters are matched in any case.
        var body = given.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        var schedules = (body.GetValueOrDefault("schedules") as JsonArray ?? []).Select(one => one!.GetValue<string>()).ToList();
        if (schedules.Count is 0 or > MostSchedules)
            return GraphRequest.Fault(400, "ErrorInvalidParameter", $"The number of schedules must be from 1 to {MostSchedules}.");
        if (EventJson.ReadTime(new JsonObject { ["start"] = body.GetValueOrDefault("startTime")?.DeepClone(), ["end"] = body.GetValueOrDefault("endTime")?.DeepClone() }) is not EventTime.Timed window)
            return GraphRequest.Fault(400, "ErrorInvalidParameter", "startTime and endTime are needed.");
        if (window.End - window.Start >= LongestWindow)
            return GraphRequest.Fault(400, "ErrorTimeIntervalTooBig", "The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long.");
        lock (mailboxes.Gate)
            return Results.Json(new JsonObject { ["value"] = new JsonArray([.. schedules.Select(address => (JsonNode)Schedule(mailboxes.Find(address), address, window, request.Zone))]) });
    }

    static JsonObject Schedule(Mailbox? mailbox, string address, EventTime.Timed window, DateTimeZone zone)
    {
        if (mailbox is null)
            return Fault(address, "ErrorMailRecipientNotFound", $"Unable to resolve e-mail address {address} to an Active Directory object.");
        if (!mailbox.InScope)
            return Fault(address, "ErrorNoFreeBusyAccess", "The caller does not have access to free/busy data.");
        var items = mailbox.Events.Where(one => one.Removed is null).SelectMany(one => one.Between(window.Start, window.End, mailbox.Zone))
            .OrderBy(one => one.When.In(mailbox.Zone).Start).ToList();
        if (items.Count > MostItems)
            return Fault(address, "5006", "The result set contains too many calendar entries.");
        return new JsonObject
        {
            ["scheduleId"] = address,
            ["availabilityView"] = View(items, mailbox, window),
            // No ids, and whole days as the instants that they take.
            ["scheduleItems"] = new JsonArray([.. items.Select(one => (JsonNode)new JsonObject
            {
                ["status"] = one.Event.ShowAs,
                ["isRecurring"] = one.Event.Repetition is not null,
                ["start"] = EventJson.Time(Timed(one), zone, start: true),
                ["end"] = EventJson.Time(Timed(one), zone, start: false),
            })]),
            ["workingHours"] = new JsonObject
            {
                ["daysOfWeek"] = new JsonArray("monday", "tuesday", "wednesday", "thursday", "friday"),
                ["startTime"] = "08:00:00.0000000",
                ["endTime"] = "17:00:00.0000000",
                // Some people's zone is described and has no name that anybody knows.
                ["timeZone"] = new JsonObject
                {
                    ["@odata.type"] = "#microsoft.graph.customTimeZone",
                    ["name"] = "Customized Time Zone",
                    ["bias"] = -60,
                    ["standardOffset"] = new JsonObject { ["time"] = "03:00:00.0000000", ["dayOccurrence"] = 5, ["dayOfWeek"] = "sunday", ["month"] = 10, ["year"] = 0 },
                    ["daylightOffset"] = new JsonObject { ["daylightBias"] = -60, ["time"] = "02:00:00.0000000", ["dayOccurrence"] = 5, ["dayOfWeek"] = "sunday", ["month"] = 3, ["year"] = 0 },
                },
            },
        };

        EventTime.Timed Timed(Occurrence one)
        {
            var (start, end) = one.When.In(mailbox.Zone);
            return new(start, end);
        }
    }

    static string View(List<Occurrence> items, Mailbox mailbox, EventTime.Timed window)
    {
        var view = new char[(int)Math.Ceiling((window.End - window.Start) / Duration.FromMinutes(30))];
        for (var i = 0; i < view.Length; i++)
        {
            var from = window.Start + (Duration.FromMinutes(30) * i);
            view[i] = items.Where(one => one.When.Overlaps(from, from + Duration.FromMinutes(30), mailbox.Zone))
                .Select(one => one.Event.ShowAs switch { "tentative" => '1', "busy" => '2', "oof" => '3', "workingElsewhere" => '4', _ => '0' }).DefaultIfEmpty('0').Max();
        }
        return new string(view);
    }

    static JsonObject Fault(string address, string code, string message) =>
        new() { ["scheduleId"] = address, ["availabilityView"] = "", ["error"] = new JsonObject { ["message"] = message, ["responseCode"] = code } };
}
