using System.ComponentModel.DataAnnotations;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>The section `Calendar`, without its list. What each means stands in appsettings.sample.json.</summary>
public sealed class CalendarSettings
{
    public const string Name = "Calendar";

    public string Provider { get; set; } = "Local";

    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    public bool RefuseWideScope { get; set; }

    public bool Webhooks { get; set; }
}
