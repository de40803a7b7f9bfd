using System.Text;

namespace SalesAssistant.GraphSimulator;

/// <summary>An e-mail that a program has sent from a mailbox.</summary>
/// <param name="From">The mailbox.</param>
/// <param name="Mime">As it was handed over.</param>
public sealed record PostedMail(string From, string Mime);

/// <summary>sendMail with MIME: the text of a request is the e-mail, in base64.</summary>
static class MailEndpoint
{
    const int LargestMail = 4 * 1024 * 1024;

    public static void MapMail(this IEndpointRouteBuilder graph, Mailboxes mailboxes) =>
        graph.MapPost("/users/{user}/sendMail", (string user, HttpContext http) => Send(mailboxes, user, http));

    static async Task<IResult> Send(Mailboxes mailboxes, string user, HttpContext http)
    {
        if (http.Request.ContentType?.Split(';')[0] != "text/plain")
            return GraphRequest.Fault(400, "BadRequest", "This simulator takes MIME only.");
        using var reader = new StreamReader(http.Request.Body);
        string mime;
        try
        {
            mime = Encoding.UTF8.GetString(Convert.FromBase64String(await reader.ReadToEndAsync()));
        }
        catch (FormatException)
        {
            return GraphRequest.Fault(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");
        }
        if (mime.Length > LargestMail)
            return GraphRequest.Fault(413, "ErrorMessageSizeExceeded", "The message is too large.");
        var headers = mime[..Math.Max(0, mime.IndexOf("\r\n\r\n", StringComparison.Ordinal))].Split("\r\n");
        string Header(string name) => headers.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) ?? "";
        if (!Header("From").Contains(user, StringComparison.OrdinalIgnoreCase))
            return GraphRequest.Fault(403, "ErrorSendAsDenied", "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.");
        if (!Header("To").Contains('@', StringComparison.Ordinal))
            return GraphRequest.Fault(400, "ErrorInvalidRecipients", "At least one recipient is not valid.");
        mailboxes.Post(new PostedMail(user, mime));
        return Results.StatusCode(202);
    }
}
