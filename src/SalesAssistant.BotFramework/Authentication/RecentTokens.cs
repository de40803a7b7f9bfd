using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>
/// Tokens that were found genuine lately, by their text. Bounded: two generations, of which the older is dropped when the
/// younger is full; a token in use moves to the younger.
/// </summary>
sealed class RecentTokens<T> where T : class
{
    const int Generation = 8_192;

    readonly Lock _turn = new();

    volatile ConcurrentDictionary<string, T> _younger = new(StringComparer.Ordinal);
    volatile ConcurrentDictionary<string, T> _older = new(StringComparer.Ordinal);

    public bool TryGet(string text, [NotNullWhen(true)] out T? token)
    {
        if (_younger.TryGetValue(text, out token)) return true;
        if (!_older.TryGetValue(text, out token)) return false;
        Add(text, token);
        return true;
    }

    public void Add(string text, T token)
    {
        var younger = _younger;
        younger[text] = token;
        if (younger.Count < Generation) return;
        lock (_turn)
        {
            if (_younger != younger) return;
            _older = younger;
            _younger = new(StringComparer.Ordinal);
        }
    }
}
