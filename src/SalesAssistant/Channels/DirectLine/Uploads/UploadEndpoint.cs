using System.Globalization;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Conversations.Files;

namespace SalesAssistant.Channels.DirectLine.Uploads;

/// <summary>`POST /v3/directline/conversations/{id}/upload`: a message with files.</summary>
static class UploadEndpoint
{
    public static void MapUploads(this RouteGroupBuilder line) => line.MapPost("/conversations/{conversationId}/upload", Post);

    static async Task<IResult> Post(
        string conversationId, string? userId, HttpContext http, DirectLineAccess access, ConversationLog log, FileStore store, UploadOptions options, IGrainFactory grains)
    {
        var (caller, refusal) = await access.Check(http, conversationId);
        if (caller is null) return refusal!;
        // Before the files are read: nobody fills the disk of a conversation that there is not.
        if (await log.End(conversationId) is null) return ConversationEndpoints.NotFound(conversationId);
        (var read, refusal) = await Upload.Read(http, store, options);
        if (read is null) return refusal!;
        using var upload = read;

        var activity = upload.Activity ?? new Activity { Type = ActivityTypes.Message };
        activity.From ??= new ChannelAccount { Id = userId };
        if (upload.Files.Count == 0) return await ActivityEndpoints.Accept(conversationId, activity, [], caller, log, grains);
        if (activity.Type != ActivityTypes.Message) return WireResults.Refuse(400, ErrorCodes.BadArgument, "Files come with an activity of type 'message'.");
        if (await store.BytesOf(conversationId) + upload.Files.Sum(file => file.Draft.Content.Length) > options.MostBytes)
            return WireResults.Refuse(413, ErrorCodes.MessageSizeTooBig, $"The files of a conversation may have {options.MostBytes} bytes together.");

        var described = Describe(activity, upload.Files);
        var kept = store.Keep(conversationId, [.. described.Select(pair => (pair.File.Draft, pair.Attachment.Name!, pair.File.Kind))]);
        return await ActivityEndpoints.Accept(conversationId, activity, kept, caller, log, grains);
    }

    /// <summary>
    /// Puts the files last among the activity's attachments, in the order in which it names them, whatever order their parts came in.
    /// An attachment that names a file that did not come is dropped.
    /// </summary>
    static List<(Attachment Attachment, UploadedFile File)> Describe(Activity activity, IReadOnlyList<UploadedFile> files)
    {
        var whole = activity.Attachments?.FindAll(attachment => attachment is { Content: not null } or { ContentUrl: not null }) ?? [];
        var names = activity.Attachments?.FindAll(attachment => attachment is { Content: null, ContentUrl: null }) ?? [];
        var left = files.ToList();
        var described = new List<(Attachment Attachment, UploadedFile File)>();
        foreach (var attachment in names)
        {
            var file = left.Find(file => file.GivenName == attachment.Name) ?? (string.IsNullOrEmpty(attachment.Name) ? left.FirstOrDefault() : null);
            if (file is null) continue;
            left.Remove(file);
            described.Add((attachment, file));
        }
        described.AddRange(left.Select(file => (new Attachment(), file)));
        foreach (var (attachment, file) in described)
        {
            attachment.Name = NameOf(file);
            attachment.ContentType = file.Kind.ContentType;
        }
        activity.Attachments = [.. whole, .. described.Select(pair => pair.Attachment)];
        return described;
    }

    /// <summary>The name without folders and without what misleads a reader, with an extension that says what the content is.</summary>
    static string NameOf(UploadedFile file)
    {
        var name = file.GivenName[(file.GivenName.LastIndexOfAny(['/', '\\']) + 1)..];
        name = string.Concat(name.Where(character => !char.IsControl(character) && char.GetUnicodeCategory(character) is not (UnicodeCategory.Format or UnicodeCategory.Surrogate) && !"\"<>|:*?".Contains(character, StringComparison.Ordinal))).Trim(' ', '.');
        var extension = Path.GetExtension(name);
        if (!file.Kind.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)) extension = file.Kind.Extensions[0];
        else name = name[..^extension.Length];
        if (name.Length == 0) name = "file";
        return (name.Length > LongestName ? name[..LongestName] : name) + extension;
    }

    const int LongestName = 100;
}
