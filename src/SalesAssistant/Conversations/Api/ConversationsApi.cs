using System.Globalization;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Conversations.Api;

/// <summary>/api/v1/conversations, /handoffs and /gaps.</summary>
public static class ConversationsApi
{
    /// <summary>Of a reply or a note, in characters.</summary>
    internal const int LongestText = 20_000;

    public static void MapConversationsApi(this RouteGroupBuilder api)
    {
        api.MapGet("/conversations", async (string? status, string? cursor, int? limit, Transcripts transcripts, CancellationToken cancel) =>
            TryRead<ConversationStatus>(status, out var wanted)
                ? Results.Ok(await transcripts.List(wanted, cursor, limit, cancel))
                : Results.Problem($"There is no status '{status}': use pending, open, snoozed or resolved.", statusCode: 422));

        api.MapGet("/conversations/{id}", async (string id, Transcripts transcripts, CancellationToken cancel) =>
            await transcripts.Find(id, cancel) is { } found ? Results.Ok(found) : NoSuchConversation(id));

        api.MapPost("/conversations/{id}/claim", async (string id, RepRequest body, IGrainFactory grains) =>
            Answer(id, body.Rep, await Grain(grains, id).Claim(body.Rep ?? "")));

        api.MapPost("/conversations/{id}/reply", async (string id, RepRequest body, IGrainFactory grains) =>
            TooLong(body.Text) ?? Answer(id, body.Rep, await Grain(grains, id).Reply(body.Rep ?? "", body.Text ?? "", body.ClientId), created: true));

        api.MapPost("/conversations/{id}/notes", async (string id, RepRequest body, IGrainFactory grains) =>
            TooLong(body.Text) ?? Answer(id, body.Rep, await Grain(grains, id).AddNote(body.Rep ?? "", body.Text ?? "", body.ClientId), created: true));

        api.MapPost("/conversations/{id}/return", async (string id, RepRequest body, IGrainFactory grains) =>
            TryRead(body.Verdict, out var verdict, out var problem) ? Answer(id, body.Rep, await Grain(grains, id).Return(body.Rep ?? "", verdict)) : problem);

        api.MapPost("/conversations/{id}/resolve", async (string id, RepRequest body, IGrainFactory grains) =>
            TryRead(body.Verdict, out var verdict, out var problem) ? Answer(id, body.Rep, await Grain(grains, id).Resolve(body.Rep ?? "", verdict)) : problem);

        api.MapGet("/handoffs", async (string? since, string? reason, string? cursor, int? limit, HandoffLog log, CancellationToken cancel) =>
        {
            if (!TryReadTime(since, out var from))
                return Results.Problem($"'{since}' is not a time: write it as 2026-11-23T10:00:00Z.", statusCode: 422);
            if (!TryRead<HandoffReason>(reason, out var wanted))
                return Results.Problem($"There is no reason '{reason}': use {string.Join(", ", Enum.GetNames<HandoffReason>())}.", statusCode: 422);
            _ = int.TryParse(cursor, CultureInfo.InvariantCulture, out var skip);
            return Results.Ok(await log.List(from, wanted, Math.Max(0, skip), Math.Clamp(limit ?? Transcripts.DefaultLimit, 1, Transcripts.LargestLimit), cancel));
        });

        api.MapGet("/gaps", async (string? since, HandoffLog log, CancellationToken cancel) =>
            TryReadTime(since, out var from)
                ? Results.Ok(new Hosting.ApiList<GapRow>(await log.Gaps(from, cancel), null))
                : Results.Problem($"'{since}' is not a time: write it as 2026-11-23T10:00:00Z.", statusCode: 422));
    }

    static IConversationGrain Grain(IGrainFactory grains, string id) => grains.Conversation(id);

    static IResult Answer(string id, string? rep, RepOutcome outcome, bool created = false) => outcome.Result switch
    {
        RepResult.Done when created => Results.Json(new { id = Transcripts.MessageId(id, outcome.Sequence!.Value), owner = outcome.Owner }, statusCode: 201),
        RepResult.Done => Results.Ok(new { id, owner = outcome.Owner }),
        RepResult.NotFound => NoSuchConversation(id),
        RepResult.OwnedByOther => Results.Problem($"{outcome.Owner} has this conversation.", statusCode: 409, extensions: new Dictionary<string, object?> { ["owner"] = outcome.Owner }),
        RepResult.NotOwner => Results.Problem(outcome.Owner is null ? "Nobody has claimed this conversation: claim it first." : $"{outcome.Owner} has this conversation.", statusCode: 403, extensions: new Dictionary<string, object?> { ["owner"] = outcome.Owner }),
        RepResult.UnknownRep => Results.Problem($"team.yaml knows no rep '{rep}'.", statusCode: 422),
        RepResult.Ended => Results.Problem("The visitor has ended this conversation.", statusCode: 409),
        RepResult.EmptyText => Results.Problem("There is no text to send.", statusCode: 422),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.Result}."),
    };

    static IResult NoSuchConversation(string id) => Results.Problem($"There is no conversation '{id}'.", statusCode: 404);

    static IResult? TooLong(string? text) => text?.Length > LongestText ? Results.Problem($"The text is longer than {LongestText} characters.", statusCode: 422) : null;

    static bool TryRead(VerdictRequest? request, out Verdict? verdict, out IResult problem)
    {
        verdict = null;
        problem = Results.Empty;
        if (request is null)
            return true;
        if (!TryRead<Outcome>(request.Outcome, out var outcome))
        {
            problem = Results.Problem($"There is no outcome '{request.Outcome}': use {string.Join(", ", Enum.GetNames<Outcome>())}.", statusCode: 422);
            return false;
        }
        verdict = new Verdict(outcome, request.Objection, request.MissingContent, request.Note);
        return true;
    }

    /// <summary>Reads a name; an absent one is null and fine, a number is not a name.</summary>
    static bool TryRead<T>(string? text, out T? value) where T : struct, Enum
    {
        value = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (char.IsLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var parsed))
            value = parsed;
        return value is not null;
    }

    static bool TryReadTime(string? text, out DateTime? utc)
    {
        utc = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            utc = parsed.UtcDateTime;
        return utc is not null;
    }
}

/// <summary>What a rep's act is told.</summary>
public sealed record RepRequest(string? Rep, string? Text = null, string? ClientId = null, VerdictRequest? Verdict = null);

/// <summary>The verdict as it comes over the wire.</summary>
public sealed record VerdictRequest(string? Outcome, string? Objection = null, string? MissingContent = null, string? Note = null);
