using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings;

/// <summary>A start that was offered: this meeting with this host at this moment.</summary>
public sealed record Slot(string MeetingTypeId, string HostEmail, Instant Start);

/// <summary>
/// Slot ids: opaque to others, and signed, so that only what was offered here can be asked for. The same slot always has the same id.
/// That it was offered once does not make it free now: the desk looks again.
/// </summary>
public sealed class SlotTokens(DataDirectory directory)
{
    const int SignatureBytes = 12;

    readonly byte[] key = directory.Secret("slots");

    public string Write(Slot slot)
    {
        var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{slot.MeetingTypeId}|{slot.HostEmail}|{slot.Start.ToUnixTimeSeconds()}"));
        return WebEncoders.Base64UrlEncode([.. Sign(content), .. content]);
    }

    /// <summary>The slot behind an id; null when the id was not made here.</summary>
    public Slot? Read(string? id)
    {
        byte[] bytes;
        try
        {
            bytes = WebEncoders.Base64UrlDecode(id ?? "");
        }
        catch (FormatException)
        {
            return null;
        }

        if (bytes.Length <= SignatureBytes || !CryptographicOperations.FixedTimeEquals(Sign(bytes.AsSpan(SignatureBytes)), bytes.AsSpan(0, SignatureBytes)))
            return null;
        var parts = Encoding.UTF8.GetString(bytes, SignatureBytes, bytes.Length - SignatureBytes).Split('|');
        return new Slot(parts[0], parts[1], Instant.FromUnixTimeSeconds(long.Parse(parts[2], CultureInfo.InvariantCulture)));
    }

    byte[] Sign(ReadOnlySpan<byte> content) => HMACSHA256.HashData(key, content)[..SignatureBytes];
}
