using System.Text.RegularExpressions;
using NodaTime;

namespace SalesAssistant.Bookings.When;

/// <summary>Understands where somebody is: "I'm in New York", "my time zone is Europe/Berlin", "London time".</summary>
public static partial class ZonePhrase
{
    /// <returns>The zone; null when the words don't say one, or say one that nobody knows.</returns>
    public static DateTimeZone? Read(string words)
    {
        if (Named().Match(words) is { Success: true } id && DateTimeZoneProviders.Tzdb.GetZoneOrNull(id.Value) is { } exact)
            return exact;
        if (Place().Match(words) is not { Success: true } place)
            return null;
        var name = place.Groups["place"].Value.ToLowerInvariant().Replace(' ', '_');
        return Cities.Value.GetValueOrDefault(name);
    }

    /// <summary>Zones by the city that gives them their name, in lower case with underscores. Aliases of old are left out where they would hide a city.</summary>
    internal static readonly Lazy<Dictionary<string, DateTimeZone>> Cities = new(() => DateTimeZoneProviders.Tzdb.Ids
        .Where(id => id.Contains('/') && !id.StartsWith("Etc/", StringComparison.Ordinal) && !id.StartsWith("US/", StringComparison.Ordinal))
        .GroupBy(id => id[(id.LastIndexOf('/') + 1)..].ToLowerInvariant())
        .ToDictionary(group => group.Key, group => DateTimeZoneProviders.Tzdb[group.First()]));

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b")]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(?:i'?m|i am|we'?re|we are|living|based|located|sitting)\s+(?:in|at|from)\s+(?<place>[a-z]+(?: [a-z]+){0,2})\W*$|\b(?:time ?zone is|my zone is)\s+(?<place>[a-z]+(?: [a-z]+){0,2})\W*$|^\W*(?<place>[a-z]+(?: [a-z]+){0,2})(?: time)\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Place();
}
