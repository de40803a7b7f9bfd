using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace SalesAssistant.GraphSimulator;

/// <summary>The same over HTTP that a test in the same process does by methods: what reps do in Outlook, what goes wrong, what came of it.</summary>
static class ControlEndpoints
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    sealed record NewMailbox(string Address, string Zone = "UTC", bool InScope = true);

    /// <param name="Start">An instant such as 2026-12-01T12:00:00Z, or the first day with <paramref name="AllDay"/>.</param>
    /// <param name="End">Or the day after the last.</param>
    sealed record NewEvent(string Start, string End, string Subject = "Busy", bool AllDay = false, string ShowAs = "busy", int EveryDays = 0, int Count = 1);

    sealed record NewLifecycle(string User, string Event);

    sealed record NewTime(string Start, string End, bool AllDay = false);

    sealed record Answer(string Attendee, string Response = "declined");

    public static void MapControl(this IEndpointRouteBuilder routes, Simulator simulator)
    {
        var (mailboxes, control) = (simulator.Mailboxes, routes.MapGroup("/control"));
        control.MapGet("/mailboxes", () => mailboxes.Addresses);
        control.MapPost("/mailboxes", (Delegate)((HttpContext http) => With<NewMailbox>(http, one => mailboxes.Add(one.Address, one.Zone, one.InScope))));
        control.MapPost("/lifecycle", (Delegate)((HttpContext http) => With<NewLifecycle>(http, one => simulator.TellLifecycle(one.User, one.Event))));
        control.MapGet("/events", () => Results.Json(mailboxes.Addresses.SelectMany(address => mailboxes.Events(address).Select(one => Describe(address, one)))));
        control.MapPost("/mailboxes/{user}/events", (string user, HttpContext http) => With<NewEvent>(http, one =>
            mailboxes.Put(user, one.Subject, Time(one.Start, one.End, one.AllDay), one.ShowAs, one.EveryDays > 0 ? new Repetition(one.EveryDays, one.Count) : null).Id));
        control.MapPost("/mailboxes/{user}/events/{id}/move", (string user, string id, HttpContext http) => With<NewTime>(http, to => mailboxes.Move(user, id, Time(to.Start, to.End, to.AllDay))));
        control.MapPost("/mailboxes/{user}/events/{id}/respond", (string user, string id, HttpContext http) => With<Answer>(http, answer => mailboxes.Respond(user, id, answer.Attendee, answer.Response)));
        control.MapDelete("/mailboxes/{user}/events/{id}", (string user, string id) => mailboxes.Remove(user, id));
        control.MapGet("/mails", () => Results.Json(mailboxes.Mails, Json));
        control.MapGet("/posted", () => Results.Json(mailboxes.Posted, Json));
        control.MapGet("/requests", () => simulator.Requests);
        control.MapPost("/faults", (Delegate)((HttpContext http) => With<Fault>(http, simulator.Faults.Inject)));
        control.MapDelete("/faults", simulator.Faults.Release);
        control.MapPost("/joinUrl", (Delegate)((HttpContext http) => With<int>(http, reads => mailboxes.ReadsBeforeJoinUrl = reads)));
        control.MapPost("/forgetDeltaTokens", mailboxes.ForgetDeltaTokens);
    }

    static Task<IResult> With<T>(HttpContext http, Action<T> act) => With<T>(http, given =>
    {
        act(given);
        return "done";
    });

    static async Task<IResult> With<T>(HttpContext http, Func<T, string> act)
    {
        try
        {
            return Results.Text(act((await http.Request.ReadFromJsonAsync<T>(Json))!));
        }
        catch (Exception unfit) when (unfit is JsonException or ArgumentException or KeyNotFoundException or UnparsableValueException)
        {
            return Results.Text(unfit.Message, statusCode: 400);
        }
    }

    static EventTime Time(string start, string end, bool allDay) => allDay
        ? new EventTime.AllDay(LocalDatePattern.Iso.Parse(start).GetValueOrThrow(), LocalDatePattern.Iso.Parse(end).GetValueOrThrow())
        : new EventTime.Timed(OffsetDateTimePattern.Rfc3339.Parse(start).GetValueOrThrow().ToInstant(), OffsetDateTimePattern.Rfc3339.Parse(end).GetValueOrThrow().ToInstant());

    static object Describe(string address, MailboxEvent one) => new
    {
        mailbox = address,
        id = one.Id,
        subject = one.Subject,
        start = EventJson.Time(one.When, DateTimeZone.Utc, start: true),
        end = EventJson.Time(one.When, DateTimeZone.Utc, start: false),
        allDay = one.When is EventTime.AllDay,
        showAs = one.ShowAs,
        attendees = one.Attendees.Select(attendee => new { address = attendee.Address, response = attendee.Response }),
        properties = one.Properties,
    };
}
