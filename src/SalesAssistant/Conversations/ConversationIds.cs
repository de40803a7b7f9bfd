using System.Security.Cryptography;
using System.Text;

namespace SalesAssistant.Conversations;

/// <summary>Makes ids of conversations: unguessable for the website, derived for channels with ids of their own.</summary>
public static class ConversationIds
{
    const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new random id of 26 letters and digits (130 bits).</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, 26);

    /// <summary>Whether this could be an id of ours.</summary>
    public static bool IsOne(string text) => text.Length == 26 && text.All(letter => Alphabet.Contains(letter, StringComparison.Ordinal));

    /// <summary>Always the same id for a channel's conversation, so that no table of pairs is needed.</summary>
    public static string For(string channelId, string conversationId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{channelId}\n{conversationId}"));
        return string.Create(26, hash, (span, bytes) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = Alphabet[bytes[i] & 31];
        });
    }
}
