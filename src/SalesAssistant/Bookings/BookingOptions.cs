using System.ComponentModel.DataAnnotations;

namespace SalesAssistant.Bookings;

/// <summary>The section `Bookings` of the settings: how patient we are with the hosts' calendars. Without meaning for the embedded one.</summary>
public sealed class BookingOptions
{
    /// <summary>How long an offer waits for a host's calendar; who can't be read by then isn't offered.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ReadWithin { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long what was read of a host's calendar serves for further offers. Before a booking it is always read anew.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadingServes { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an event is tried to be made before the visitor is offered other times.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often the calendars are asked what has changed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CompareEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often everything in the calendars is compared, instead of what has changed.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan CompareAllEvery { get; set; } = TimeSpan.FromDays(1);
}
