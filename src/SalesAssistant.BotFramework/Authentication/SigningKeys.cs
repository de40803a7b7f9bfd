using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>A key that tokens are signed with.</summary>
/// <param name="Key">The public key.</param>
/// <param name="Endorsements">The channels whose tokens it may sign.</param>
sealed record SigningKey(JsonWebKey Key, FrozenSet<string> Endorsements)
{
    /// <summary>Whether it is the same key, though perhaps read again.</summary>
    public bool IsSame(SigningKey other) => Key.N == other.Key.N && Key.E == other.Key.E;
}

/// <summary>
/// The keys of one issuer, as its metadata lists them: read again daily, and at once for a key that is not known yet; but for
/// unknown keys only now and then, since anybody can name one. While the metadata can't be read, the last good keys stay.
/// </summary>
sealed class SigningKeys(Uri metadata, IDocumentRetriever documents, TimeProvider time, ILogger log)
{
    /// <summary>After this long they are read again.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromHours(24);

    /// <summary>The shortest time between two attempts that brought nothing new.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);

    readonly Lock _turn = new();
    volatile KeySet? _current;
    Task<KeySet?> _reading = Task.FromResult<KeySet?>(null);
    DateTimeOffset? _failedAt;
    DateTimeOffset? _missedAt;

    /// <summary>The key of this id; null when the issuer has none.</summary>
    public async ValueTask<SigningKey?> FindAsync(string keyId, CancellationToken cancel)
    {
        var keys = _current;
        if (keys is null || !keys.ById.TryGetValue(keyId, out var key))
            return (await ReadAsync(keys, keyId).WaitAsync(cancel))?.ById.GetValueOrDefault(keyId);
        if (!IsOld(keys)) return key;

        var reading = ReadAsync(keys, keyId);
        // During an outage nobody waits for the next attempt; it is kept, and says itself how it ends.
        if (_failedAt is not null) return key;
        return (await reading.WaitAsync(cancel))?.ById.GetValueOrDefault(keyId);
    }

    bool IsOld(KeySet keys) => time.GetUtcNow() - keys.ReadAt >= LongestAge;

    /// <summary>Reads them anew, one reading for all who ask at once, unless that was tried just now.</summary>
    /// <param name="seen">The keys that were not good enough.</param>
    /// <param name="keyId">The key that is looked for.</param>
    Task<KeySet?> ReadAsync(KeySet? seen, string keyId)
    {
        lock (_turn)
        {
            if (!_reading.IsCompleted) return _reading;
            if (_current != seen || IsRecent(_failedAt)) return Task.FromResult(_current);
            var isMiss = seen is not null && !IsOld(seen);
            if (isMiss && IsRecent(_missedAt)) return Task.FromResult<KeySet?>(seen);
            return _reading = Task.Run(() => FetchAsync(isMiss ? keyId : null));
        }
    }

    bool IsRecent(DateTimeOffset? at) => at is { } then && (time.GetUtcNow() - then).Duration() < ShortestInterval;

    /// <param name="missed">The unknown key that is the reason; null when the keys are only old, or the first.</param>
    async Task<KeySet?> FetchAsync(string? missed)
    {
        try
        {
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(metadata.AbsoluteUri, documents, CancellationToken.None);
            var keys = new KeySet(ById(configuration.JsonWebKeySet), time.GetUtcNow());
            if (keys.ById.Count == 0) throw new IOException("The metadata lists no key that could be used.");
            lock (_turn)
            {
                _failedAt = null;
                // A key that was found is one that the issuer made: nobody else can call for the next reading that way.
                _missedAt = missed is null || keys.ById.ContainsKey(missed) ? null : time.GetUtcNow();
                _current = keys;
            }
            return keys;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            log.LogWarning(fault, "The keys of {Host} could not be read; {Consequence}", metadata.Host,
                _current is null ? "until they can, none of its tokens is accepted" : "those known so far stay");
            lock (_turn) _failedAt = time.GetUtcNow();
            return _current;
        }
    }

    static FrozenDictionary<string, SigningKey> ById(JsonWebKeySet? set) => (set?.Keys ?? [])
        .Where(key => key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.Use is null or "" or "sig" && !string.IsNullOrEmpty(key.KeyId) && !string.IsNullOrEmpty(key.N))
        .DistinctBy(key => key.KeyId)
        .ToFrozenDictionary(key => key.KeyId, key => new SigningKey(key, EndorsementsOf(key)), StringComparer.Ordinal);

    static FrozenSet<string> EndorsementsOf(JsonWebKey key) => !key.AdditionalData.TryGetValue("endorsements", out var listed) ? [] : listed switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } array => array.EnumerateArray()
            .Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!).ToFrozenSet(StringComparer.Ordinal),
        IEnumerable<object> names => names.OfType<string>().ToFrozenSet(StringComparer.Ordinal),
        _ => [],
    };

    sealed record KeySet(FrozenDictionary<string, SigningKey> ById, DateTimeOffset ReadAt);
}
