using System.ComponentModel.DataAnnotations;

namespace SalesAssistant.Channels;

/// <summary>Section `Activities`: how much of a request that speaks the protocol is read.</summary>
public sealed class ActivityLimits
{
    /// <summary>The largest body, in bytes. Web Chat's activities have a few hundred, cards with data a few thousand.</summary>
    [Range(4096, 16 * 1024 * 1024)]
    public int LargestBody { get; set; } = 256 * 1024;

    /// <summary>How deep objects and arrays may nest in it.</summary>
    [Range(16, 256)]
    public int DeepestJson { get; set; } = 64;

    /// <summary>Those of the product that this request came to.</summary>
    public static ActivityLimits Of(HttpContext http) => http.RequestServices.GetRequiredService<ActivityLimits>();
}
