using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings;

/// <summary>
/// The links in a visitor's e-mail. Each names one booking and is signed, so that it opens no other; until when it opens that one is worked out from the booking as it
/// stands (<see cref="IsOpen"/>), so that the link of a meeting that was moved moves with it.
/// </summary>
public sealed class MeetingLinks(DataDirectory directory)
{
    /// <summary>How long after its end a meeting can be looked at: long enough to choose another time for one that was missed.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromDays(14);

    const int SignatureBytes = 16;

    readonly byte[] key = directory.Secret("meetings");

    /// <summary>The path of a booking's page.</summary>
    public string PathOf(string bookingId)
    {
        var id = Encoding.ASCII.GetBytes(bookingId);
        return $"/m/{WebEncoders.Base64UrlEncode([.. Sign(id), .. id])}";
    }

    /// <summary>The id of the booking that a token is for; null when it was not made here.</summary>
    public string? Read(string token)
    {
        byte[] bytes;
        try
        {
            bytes = WebEncoders.Base64UrlDecode(token);
        }
        catch (FormatException)
        {
            return null;
        }
        return bytes.Length > SignatureBytes && CryptographicOperations.FixedTimeEquals(Sign(bytes.AsSpan(SignatureBytes)), bytes.AsSpan(0, SignatureBytes))
            ? Encoding.ASCII.GetString(bytes, SignatureBytes, bytes.Length - SignatureBytes)
            : null;
    }

    /// <param name="now">UTC.</param>
    public static bool IsOpen(Booking booking, DateTime now) => now < booking.End + OpenFor;

    byte[] Sign(ReadOnlySpan<byte> id) => HMACSHA256.HashData(key, id)[..SignatureBytes];
}
