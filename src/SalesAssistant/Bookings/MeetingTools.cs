using System.ComponentModel;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Bookings;

/// <summary>A kind of meeting as the model is told of it.</summary>
public sealed record MeetingKindTold(string Id, string Title, string Description, int Minutes, bool ByTelephone);

/// <summary>The tools `meetings_…`: what a visitor may want about a meeting. Times are found, held and confirmed by code.</summary>
public sealed class MeetingTools(MeetingCatalog meetings)
{
    [KernelFunction("kinds"), Description("Lists the kinds of meeting that can be booked, with their length, and whether it is a telephone call.")]
    public IReadOnlyList<MeetingKindTold> Kinds() =>
        [.. meetings.Current.All.Select(meeting => new MeetingKindTold(meeting.Id, meeting.Title, meeting.Description, meeting.DurationMinutes, meeting.Kind == MeetingKind.Phone))];

    [KernelFunction("offer"), Description("Shows the visitor free times for a call or meeting with a rep, to choose from. Also when they want to be called back by telephone.")]
    public static string Offer(
        Kernel kernel,
        [Description("The visitor's own words about time, unchanged; empty if none were said")] string? when = null,
        [Description("Which kind of meeting: an id that meetings_kinds has listed, or the visitor's own words about it, unchanged; empty if nothing was said")] string? meeting = null)
    {
        kernel.Turn().Intents.Add(new Intent.OfferMeeting(string.IsNullOrWhiteSpace(when) ? null : when, string.IsNullOrWhiteSpace(meeting) ? null : meeting));
        return "Free times are being shown.";
    }

    [KernelFunction("cancel"), Description("Cancels the next meeting that was booked in this chat.")]
    public static string Cancel(Kernel kernel)
    {
        // Only the visitor's words can ask for it, never those of a page that was read in between.
        if (kernel.Turn().Found.Count > 0)
            return "Nothing was cancelled: the visitor has to ask for it in a message of its own.";
        kernel.Turn().Intents.Add(new Intent.CancelMeeting());
        return "The meeting is being cancelled.";
    }
}
