using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Conversations.Files;

namespace SalesAssistant.Channels.DirectLine.Uploads;

/// <summary>What an upload brought: an activity and files that are nobody's yet. Disposed of, the files are gone unless they were kept.</summary>
sealed class Upload : IDisposable
{
    readonly List<UploadedFile> files = [];

    /// <summary>The activity; null when only files came.</summary>
    public Activity? Activity { get; private set; }

    public IReadOnlyList<UploadedFile> Files => files;

    /// <summary>
    /// Reads the body: the parts of multipart/form-data in any order, or one file as it is. Gives the upload, or the answer that
    /// refuses it; of a refused one nothing stays.
    /// </summary>
    public static async Task<(Upload? Upload, IResult? Refusal)> Read(HttpContext http, FileStore store, UploadOptions options)
    {
        var most = ((long)options.LargestFile * options.MostFiles) + (2 * ActivityLimits.Of(http).LargestBody);
        var isTooLarge = http.Request.ContentLength > most;
        // The rest of a refused upload is swallowed for as long as the server does that: cut off, its sender would hear nothing and try again.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = isTooLarge ? null : most + Swallowed;
        if (isTooLarge) return (null, TooLarge(options));

        var upload = new Upload();
        IResult? refusal;
        try
        {
            refusal = await upload.ReadBody(http.Request, store, options, http.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            refusal = WireResults.Refuse(400, ErrorCodes.BadSyntax, "The upload can't be read: it must be multipart/form-data, with the activity as JSON.");
        }
        catch (BadHttpRequestException exception)
        {
            refusal = exception.StatusCode == 413 ? TooLarge(options) : WireResults.Refuse(400, ErrorCodes.BadSyntax, "The upload did not arrive whole.");
        }
        catch (IOException) when (!http.RequestAborted.IsCancellationRequested)
        {
            refusal = WireResults.Refuse(400, ErrorCodes.BadSyntax, "The upload did not arrive whole.");
        }
        catch
        {
            upload.Dispose();
            throw;
        }
        if (refusal is null) return (upload, null);
        upload.Dispose();
        return (null, refusal);
    }

    const long Swallowed = 64 * 1024 * 1024;

    async Task<IResult?> ReadBody(HttpRequest request, FileStore store, UploadOptions options, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            return WireResults.Refuse(400, ErrorCodes.BadArgument, "The upload has no Content-Type.");
        if (!type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return await Take(request.Body, type.MediaType.Value, DispositionOf(request.Headers.ContentDisposition.ToString()), store, options, cancel);
        }
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
            return WireResults.Refuse(400, ErrorCodes.BadSyntax, "The upload's Content-Type names no boundary.");

        var parts = new MultipartReader(boundary, request.Body);
        while (await parts.ReadNextSectionAsync(cancel) is { } part)
        {
            var partType = MediaTypeHeaderValue.TryParse(part.ContentType, out var named) ? named.MediaType.Value : null;
            var refusal = ContentTypes.Activity.Equals(partType, StringComparison.OrdinalIgnoreCase)
                ? await TakeActivity(part.Body, ActivityLimits.Of(request.HttpContext), cancel)
                : await Take(part.Body, partType, DispositionOf(part.ContentDisposition), store, options, cancel);
            if (refusal is not null) return refusal;
        }
        return Activity is null && files.Count == 0 ? WireResults.Refuse(400, ErrorCodes.MissingProperty, "The upload has neither an activity nor a file.") : null;
    }

    static ContentDispositionHeaderValue? DispositionOf(string? header) => ContentDispositionHeaderValue.TryParse(header, out var disposition) ? disposition : null;

    async Task<IResult?> TakeActivity(Stream body, ActivityLimits limits, CancellationToken cancel)
    {
        if (Activity is not null) return WireResults.Refuse(400, ErrorCodes.BadArgument, "The upload has two activities.");
        Activity = await ActivityJson.ReadAsync(body, limits.LargestBody, limits.DeepestJson, cancel);
        if (Activity is null) return WireResults.Refuse(413, ErrorCodes.MessageSizeTooBig, $"The activity is larger than {limits.LargestBody / 1024} KiB.");
        return null;
    }

    async Task<IResult?> Take(Stream body, string? claimed, ContentDispositionHeaderValue? disposition, FileStore store, UploadOptions options, CancellationToken cancel)
    {
        if (options.MostFiles == 0) return NotTaken("Files can't be sent in this chat.");
        if (files.Count == options.MostFiles)
            return WireResults.Refuse(413, ErrorCodes.MessageSizeTooBig, $"A message may bring {options.MostFiles} files.");
        var given = HeaderUtilities.RemoveQuotes(disposition?.FileNameStar.HasValue == true ? disposition.FileNameStar : disposition?.FileName ?? default).Value ?? "";
        if (await store.Draft(body, options.LargestFile, cancel) is not { } draft) return TooLarge(options);
        // Of this upload from here on: whatever comes next, it is disposed of with it.
        var file = new UploadedFile(draft, given);
        files.Add(file);
        if (draft.Content.Length == 0) return WireResults.Refuse(400, ErrorCodes.BadArgument, "The file is empty.");
        var claimsText = claimed?.Equals("text/plain", StringComparison.OrdinalIgnoreCase) == true || given.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
        if (FileKind.Of(draft.Content, claimsText) is not { } kind || !options.Taken.Contains(kind))
            return NotTaken($"This kind of file can't be sent here. What can be sent: {string.Join(", ", options.Taken.Select(taken => taken.Name))}; the content decides, not the name.");
        file.Kind = kind;
        return null;
    }

    static IResult NotTaken(string message) => WireResults.Refuse(415, "UnsupportedMediaType", message);

    static IResult TooLarge(UploadOptions options) =>
        WireResults.Refuse(413, ErrorCodes.MessageSizeTooBig, $"A file may have {options.LargestFile} bytes, and a message {options.MostFiles} files.");

    public void Dispose()
    {
        foreach (var file in files) file.Draft.Dispose();
    }
}

/// <summary>A file of an upload.</summary>
/// <param name="GivenName">As the client calls it; empty when it doesn't.</param>
sealed record UploadedFile(FileDraft Draft, string GivenName)
{
    /// <summary>What its content is.</summary>
    public FileKind Kind { get; set; } = null!;
}
