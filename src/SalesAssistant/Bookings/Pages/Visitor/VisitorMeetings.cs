using System.Globalization;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Pages.Visitor;

/// <summary>
/// The page behind the links of a visitor's e-mail: the meeting, other times, and its end. The signed link is all the proof there is, so nothing on
/// the page leads it out of the house. Looking changes nothing, as programs that check links look too; a button does.
/// </summary>
public static class VisitorMeetings
{
    const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static IServiceCollection AddVisitorMeetings(this IServiceCollection services) => services.AddSingleton<VisitorMeeting>();

    public static void MapVisitorMeetings(this IEndpointRouteBuilder routes)
    {
        var budget = new RequestBudget(routes.ServiceProvider.GetRequiredService<TimeProvider>(), burst: 60, perSecond: 1, mayWait: 0);
        var pages = routes.MapGroup("/m/{token}").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        string[] look = ["GET", "HEAD"];
        pages.MapMethods("", look, (string token, HttpContext http, VisitorMeeting meeting) => Guarded(http, budget, meeting, () => meeting.Show(token, http, VisitorView.Meeting)));
        pages.MapMethods("/move", look, (string token, HttpContext http, VisitorMeeting meeting) => Guarded(http, budget, meeting, () => meeting.Show(token, http, VisitorView.Move)));
        pages.MapMethods("/cancel", look, (string token, HttpContext http, VisitorMeeting meeting) => Guarded(http, budget, meeting, () => meeting.Show(token, http, VisitorView.Cancel)));
        pages.MapPost("/move", (string token, HttpContext http, VisitorMeeting meeting) => Guarded(http, budget, meeting, () => meeting.Move(token, http)));
        pages.MapPost("/again", (string token, HttpContext http, VisitorMeeting meeting) => Guarded(http, budget, meeting, () => meeting.BookAgain(token, http)));
        pages.MapPost("/cancel", (string token, HttpContext http, VisitorMeeting meeting) => Guarded(http, budget, meeting, () => meeting.Cancel(token, http)));
    }

    static async Task<IResult> Guarded(HttpContext http, RequestBudget budget, VisitorMeeting meeting, Func<Task<IResult>> answer)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        // The address is the proof: no other site may learn it.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (await budget.Take(RequestBudget.AddressOf(http), http.RequestAborted))
            return await answer();
        http.Response.Headers.RetryAfter = ((int)budget.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return meeting.Busy(http);
    }
}
