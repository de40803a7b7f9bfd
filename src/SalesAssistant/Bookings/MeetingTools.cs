using System.ComponentModel;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Bookings;

/// <summary>The tools `meetings_…`: what a visitor may want about a meeting. Times are found, held and confirmed by code.</summary>
public sealed class MeetingTools
{
    [KernelFunction("offer"), Description("Shows the visitor free times for a call or meeting with a rep, to choose from.")]
    public static string Offer(Kernel kernel, [Description("The visitor's own words about time, unchanged; empty if none were said")] string? when = null)
    {
        kernel.Turn().Intents.Add(new Intent.OfferMeeting(string.IsNullOrWhiteSpace(when) ? null : when));
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
