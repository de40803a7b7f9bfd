using System.Globalization;
using System.Text;

namespace SalesAssistant.Hosting;

/// <summary>A place in a list that is ordered by time and id, as an opaque text.</summary>
public static class Cursor
{
    public static string Write(DateTime at, string id) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{at.Ticks}|{id}"));

    /// <summary>Null for no cursor, and for one that we did not write: the list then begins at its start.</summary>
    public static (DateTime At, string Id)? Read(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(cursor)).Split('|', 2);
            return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
                ? (new DateTime(ticks, DateTimeKind.Utc), parts[1])
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
