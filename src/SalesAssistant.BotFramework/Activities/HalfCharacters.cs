namespace SalesAssistant.BotFramework.Activities;

/// <summary>
/// A client that cuts a text in the middle of an emoji sends half a surrogate pair as <c>\ud83d</c>. That is legal JSON and no
/// Unicode, and the whole message would be refused for it.
/// </summary>
static class HalfCharacters
{
    /// <summary>The JSON with every escaped half character replaced by U+FFFD; null when there is none, which is nearly always.</summary>
    public static byte[]? Mended(ReadOnlySpan<byte> json)
    {
        byte[]? mended = null;
        for (var at = 0; at < json.Length;)
        {
            var next = json[at..].IndexOf((byte)'\\');
            if (next < 0) break;
            at += next;

            if (!IsSurrogate(json, at, out var isHigh))
            {
                at += 2; // whatever is escaped, a second backslash among it, is not the start of an escape
                continue;
            }

            if (isHigh && IsSurrogate(json, at + EscapeLength, out var followerIsHigh) && !followerIsHigh)
            {
                at += 2 * EscapeLength;
                continue;
            }

            mended ??= json.ToArray();
            "\\ufffd"u8.CopyTo(mended.AsSpan(at));
            at += EscapeLength;
        }

        return mended;
    }

    const int EscapeLength = 6;

    static bool IsSurrogate(ReadOnlySpan<byte> json, int at, out bool isHigh)
    {
        isHigh = false;
        if (at + EscapeLength > json.Length || json[at] != '\\' || json[at + 1] != 'u' || (json[at + 2] | 0x20) != 'd') return false;
        if (!char.IsAsciiHexDigit((char)json[at + 4]) || !char.IsAsciiHexDigit((char)json[at + 5])) return false;
        var digit = json[at + 3] | 0x20;
        isHigh = digit is (byte)'8' or (byte)'9' or 'a' or 'b';
        return isHigh || digit is 'c' or 'd' or 'e' or 'f';
    }
}
