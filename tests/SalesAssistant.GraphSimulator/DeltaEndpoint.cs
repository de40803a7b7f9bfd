using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;

namespace SalesAssistant.GraphSimulator;

/// <summary>What changed in a calendar's window since a token: calendarView/delta. Takes neither $select nor $filter nor $expand.</summary>
static class DeltaEndpoint
{
    public static void MapDelta(this IEndpointRouteBuilder graph, Mailboxes mailboxes)
    {
        // A function of OData: it may be called with parentheses.
        foreach (var name in (string[])["delta", "delta()"])
            graph.MapGet($"/users/{{user}}/calendarView/{name}", (string user, HttpContext http) => Read(mailboxes, user, http, new GraphRequest(http)));
    }

    /// <summary>Where a round stands.</summary>
    /// <param name="Since">What the asker knows already.</param>
    /// <param name="Until">What this round goes up to.</param>
    /// <param name="Skip">How much of it has been given.</param>
    sealed record Token(int Generation, Instant From, Instant To, long Since, long Until, int Skip)
    {
        public override string ToString() => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{Generation}|{From.ToUnixTimeSeconds()}|{To.ToUnixTimeSeconds()}|{Since}|{Until}|{Skip}")));

        public static Token? Read(string text)
        {
            try
            {
                return Encoding.ASCII.GetString(Convert.FromHexString(text)).Split('|').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToList() is [var generation, var from, var to, var since, var until, var skip]
                    ? new((int)generation, Instant.FromUnixTimeSeconds(from), Instant.FromUnixTimeSeconds(to), since, until, (int)skip)
                    : null;
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }

    static IResult Read(Mailboxes mailboxes, string user, HttpContext http, GraphRequest request)
    {
        if (request.Query.Keys.FirstOrDefault(key => key is "$select" or "$filter" or "$expand" or "$orderby" or "$search") is { } unfit)
            return GraphRequest.Fault(400, "ErrorInvalidUrlQuery", $"The following parameters are not supported with change tracking over the 'CalendarView' resource: '{unfit}'.");
        lock (mailboxes.Gate)
        {
            var mailbox = mailboxes.Of(user);
            var text = request.Query["$deltatoken"].FirstOrDefault() ?? request.Query["$skiptoken"].FirstOrDefault();
            Token token;
            if (text is not null)
            {
                if (Token.Read(text) is not { } known || known.Generation != mailboxes.Generation)
                    return GraphRequest.Fault(410, "SyncStateNotFound", "The sync state generation is not found; generation=1.");
                token = request.Query.ContainsKey("$deltatoken") ? known with { Since = known.Until, Until = mailboxes.Changes, Skip = 0 } : known;
            }
            else if (request.Moment("startDateTime") is { } from && request.Moment("endDateTime") is { } to)
                token = new(mailboxes.Generation, from, to, 0, mailboxes.Changes, 0);
            else
                return GraphRequest.Fault(400, "ErrorInvalidParameter", "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.");

            var all = mailbox.Events.Where(one => one.Change > token.Since && one.Change <= token.Until).SelectMany(one => Changes(mailbox, one, token, request)).ToList();
            var answer = new JsonObject { ["value"] = new JsonArray([.. all.Skip(token.Skip).Take(request.Page)]) };
            var here = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}";
            if (token.Skip + request.Page < all.Count)
                answer["@odata.nextLink"] = $"{here}?$skiptoken={token with { Skip = token.Skip + request.Page }}";
            else
                answer["@odata.deltaLink"] = $"{here}?$deltatoken={token}";
            return Results.Json(answer);
        }
    }

    static IEnumerable<JsonObject> Changes(Mailbox mailbox, MailboxEvent it, Token token, GraphRequest request)
    {
        var wasThere = it.Places.LastOrDefault(place => place.Change <= token.Since) is { Change: > 0 } before && Within(it, before.When, mailbox, token);
        if (it.Removed is null && Within(it, it.When, mailbox, token))
        {
            yield return EventJson.Write(mailbox, new Occurrence(it, it.Id, it.When), request.ImmutableId, request.Zone);
            // The series first, then little more than the times of its occurrences.
            if (it.Repetition is not null)
                foreach (var occurrence in it.Between(token.From, token.To, mailbox.Zone))
                    yield return EventJson.Write(mailbox, occurrence, request.ImmutableId, request.Zone, sparse: true);
        }
        else if (wasThere)
        {
            yield return Gone(request.ImmutableId || it.Repetition is not null ? it.Id : it.MutableId);
            if (it.Repetition is not null)
                foreach (var occurrence in it.Between(token.From, token.To, mailbox.Zone))
                    yield return Gone(occurrence.Id);
        }
    }

    static bool Within(MailboxEvent it, EventTime when, Mailbox mailbox, Token token) =>
        it.Repetition is null ? when.Overlaps(token.From, token.To, mailbox.Zone) : it.Between(token.From, token.To, mailbox.Zone).Any();

    static JsonObject Gone(string id) => new() { ["@odata.type"] = "#microsoft.graph.event", ["id"] = id, ["@removed"] = new JsonObject { ["reason"] = "deleted" } };
}
