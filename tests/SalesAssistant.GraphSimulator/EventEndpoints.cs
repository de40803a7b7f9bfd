using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;

namespace SalesAssistant.GraphSimulator;

/// <summary>Events of a mailbox: made, read, changed, cancelled.</summary>
static partial class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder graph, Mailboxes mailboxes)
    {
        graph.MapGet("/users/{user}/calendar", (string user) => Results.Json(new JsonObject { ["id"] = "calendar-" + user, ["name"] = "Calendar", ["canEdit"] = true }));
        foreach (var events in (string[])["/users/{user}/events", "/users/{user}/calendar/events"])
        {
            graph.MapPost(events, (string user, HttpContext http) => Create(mailboxes, user, http));
            graph.MapGet(events, (string user, HttpContext http) => Search(mailboxes, user, new GraphRequest(http)));
            graph.MapGet(events + "/{id}", (string user, string id, HttpContext http) => Read(mailboxes, user, id, new GraphRequest(http)));
            graph.MapPatch(events + "/{id}", (string user, string id, HttpContext http) => Change(mailboxes, user, id, new GraphRequest(http)));
            graph.MapDelete(events + "/{id}", (string user, string id, HttpContext http) => Delete(mailboxes, user, id, new GraphRequest(http)));
            graph.MapPost(events + "/{id}/cancel", (string user, string id, HttpContext http) => Cancel(mailboxes, user, id, new GraphRequest(http)));
        }
        foreach (var view in (string[])["/users/{user}/calendarView", "/users/{user}/calendar/calendarView"])
            graph.MapGet(view, (string user, HttpContext http) => View(mailboxes, user, new GraphRequest(http)));
    }

    static async Task<IResult> Create(Mailboxes mailboxes, string user, HttpContext http)
    {
        var request = new GraphRequest(http);
        if (await request.Body() is not { } body)
            return GraphRequest.Fault(400, "BadRequest", "Unable to read JSON request payload.");
        if (EventJson.ReadTime(body) is not { } when)
            return GraphRequest.Fault(400, "ErrorPropertyValidationFailure", "At least one property failed validation.");
        lock (mailboxes.Gate)
        {
            var mailbox = mailboxes.Of(user);
            var transaction = body["transactionId"]?.GetValue<string>();
            // The same request again finds what the first one made.
            if (transaction is not null && mailbox.Events.FirstOrDefault(one => one.TransactionId == transaction && one.Removed is null) is { } made)
                return Created(made);
            var id = Mailboxes.NewId();
            made = new MailboxEvent
            {
                Id = id,
                ICalUId = $"040000008200E00074C5B7101A82E008{Guid.NewGuid():N}",
                Created = mailboxes.Now(),
                When = when,
                Organizer = mailbox.Address,
                TransactionId = transaction,
                Subject = body["subject"]?.GetValue<string>() ?? "",
                Body = body["body"]?["content"]?.GetValue<string>() ?? "",
                Location = body["location"]?["displayName"]?.GetValue<string>(),
                ShowAs = body["showAs"]?.GetValue<string>() ?? "busy",
                Attendees = EventJson.ReadAttendees(body["attendees"], []),
                OnlineMeeting = body["isOnlineMeeting"]?.GetValue<bool>() == true && mailboxes.ReadsBeforeJoinUrl >= 0,
                ReadsBeforeJoinUrl = Math.Max(0, mailboxes.ReadsBeforeJoinUrl),
            };
            foreach (var property in body["singleValueExtendedProperties"] as JsonArray ?? [])
                made.Properties[property!["id"]!.GetValue<string>()] = property["value"]!.GetValue<string>();
            mailboxes.Keep(mailbox, made, "created");
            // There is no draft: who is in it hears of it at once.
            mailboxes.Tell(made, made.Attendees, "Invitation");
            return Created(made);

            IResult Created(MailboxEvent it) => Results.Json(request.Write(mailbox, Whole(it)), statusCode: 201);
        }
    }

    static IResult Search(Mailboxes mailboxes, string user, GraphRequest request)
    {
        lock (mailboxes.Gate)
        {
            var mailbox = mailboxes.Of(user);
            IEnumerable<MailboxEvent> found = mailbox.Events.Where(one => one.Removed is null);
            if (request.Query["$filter"].ToString() is { Length: > 0 } filter)
            {
                if (FilterPattern().Match(filter) is not { Success: true } parts)
                    return GraphRequest.Fault(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.");
                var (id, value) = (parts.Groups[1].Value, parts.Groups[2].Value.Replace("''", "'", StringComparison.Ordinal));
                found = found.Where(one => one.Properties.TryGetValue(id, out var has) && has == value);
            }
            return request.List([.. found.Select(one => request.Write(mailbox, Whole(one)))]);
        }
    }

    static IResult Read(Mailboxes mailboxes, string user, string id, GraphRequest request)
    {
        lock (mailboxes.Gate)
        {
            var mailbox = mailboxes.Of(user);
            if (Mailboxes.Event(mailbox, id) is not { } it)
                return NotFound;
            if (it.ReadsBeforeJoinUrl > 0)
                it.ReadsBeforeJoinUrl--;
            return Results.Json(request.Write(mailbox, it.Occurrences(mailbox.Zone).FirstOrDefault(one => one.Id == id) ?? Whole(it)));
        }
    }

    static IResult View(Mailboxes mailboxes, string user, GraphRequest request)
    {
        if (request.Moment("startDateTime") is not { } from || request.Moment("endDateTime") is not { } to)
            return GraphRequest.Fault(400, "ErrorInvalidParameter", "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.");
        lock (mailboxes.Gate)
        {
            var mailbox = mailboxes.Of(user);
            return request.List([.. mailbox.Events.Where(one => one.Removed is null).SelectMany(one => one.Between(from, to, mailbox.Zone))
                .OrderBy(one => one.When.In(mailbox.Zone).Start).ThenBy(one => one.Id, StringComparer.Ordinal).Select(one => request.Write(mailbox, one))]);
        }
    }

    static async Task<IResult> Change(Mailboxes mailboxes, string user, string id, GraphRequest request)
    {
        if (await request.Body() is not { } body)
            return GraphRequest.Fault(400, "BadRequest", "Unable to read JSON request payload.");
        lock (mailboxes.Gate)
        {
            var mailbox = mailboxes.Of(user);
            if (Mailboxes.Event(mailbox, id) is not { } it)
                return NotFound;
            if (request.IfMatch is { } tag && tag != "*" && tag != EventJson.Tag(it))
                return GraphRequest.Fault(412, "ErrorIrresolvableConflict", "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.");
            if (body.ContainsKey("transactionId"))
                return GraphRequest.Fault(400, "ErrorInvalidArgument", "transactionId can't be changed.");
            var (when, before) = (it.When, it.Attendees);
            if (body.ContainsKey("start") || body.ContainsKey("end"))
            {
                if (EventJson.ReadTime(body) is not { } moved)
                    return GraphRequest.Fault(400, "ErrorPropertyValidationFailure", "At least one property failed validation.");
                it.When = moved;
            }
            // A new body without the blob of the meeting takes the meeting away.
            if (body["body"]?["content"]?.GetValue<string>() is { } content)
                (it.Body, it.OnlineMeeting) = (content, false);
            if (body["subject"]?.GetValue<string>() is { } subject)
                it.Subject = subject;
            if (body.ContainsKey("attendees"))
                it.Attendees = EventJson.ReadAttendees(body["attendees"], before);
            var others = body.Any(property => property.Key != "attendees" && !property.Key.StartsWith('@'));
            mailboxes.Keep(mailbox, it, "updated");
            // Only attendees in the body: only those who changed are told.
            mailboxes.Tell(it, it.Attendees.Where(one => !before.Any(known => EventJson.Same(known, one.Address))), "Invitation");
            mailboxes.Tell(it, before.Where(one => !it.Attendees.Any(known => EventJson.Same(known, one.Address))), "Cancellation");
            if (others)
                mailboxes.Tell(it, it.Attendees.Where(one => before.Any(known => EventJson.Same(known, one.Address))), "Update");
            return Results.Json(request.Write(mailbox, Whole(it)));
        }
    }

    static async Task<IResult> Cancel(Mailboxes mailboxes, string user, string id, GraphRequest request)
    {
        var body = await request.Body();
        lock (mailboxes.Gate)
        {
            var mailbox = mailboxes.Of(user);
            if (Mailboxes.Event(mailbox, id) is not { } it)
                return NotFound;
            if (!it.Organizer.Equals(mailbox.Address, StringComparison.OrdinalIgnoreCase))
                return GraphRequest.Fault(400, "ErrorInvalidRequest", "Your request can't be completed. You need to be an organizer to cancel a meeting.");
            if (it.Attendees.Count == 0)
                return GraphRequest.Fault(400, "ErrorInvalidRequest", "Your request can't be completed. This event is not a meeting.");
            mailboxes.Drop(mailbox, it, (body?["comment"] ?? body?["Comment"])?.GetValue<string>());
            return Results.StatusCode(202);
        }
    }

    static IResult Delete(Mailboxes mailboxes, string user, string id, GraphRequest request)
    {
        lock (mailboxes.Gate)
        {
            var mailbox = mailboxes.Of(user);
            if (Mailboxes.Event(mailbox, id) is not { } it)
                return NotFound;
            if (request.IfMatch is { } tag && tag != "*" && tag != EventJson.Tag(it))
                return GraphRequest.Fault(412, "ErrorIrresolvableConflict", "The change key passed in the request does not match the current change key for the item.");
            mailboxes.Drop(mailbox, it, comment: null);
            return Results.StatusCode(204);
        }
    }

    static Occurrence Whole(MailboxEvent it) => new(it, it.Id, it.When);

    static IResult NotFound => GraphRequest.Fault(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    [GeneratedRegex(@"^singleValueExtendedProperties/Any\((?:ep|\w+): ?(?:\w+)/id eq '([^']+)' and (?:\w+)/value eq '((?:[^']|'')*)'\)$", RegexOptions.IgnoreCase)]
    private static partial Regex FilterPattern();
}
