using System.Text;
using System.Text.Json.Nodes;

namespace SalesAssistant.Tests.Fakes;

/// <summary>Spoils requests in every way that clients, proxies and attackers do. The same seed spoils in the same ways.</summary>
sealed class Mutations(int seed)
{
    static readonly string[] Strings = ["", " ", "null", "0", "\0", "\u0001\u0002", "\ud83d", "../../etc/passwd", "<script>alert(1)</script>", "{{$question}}", "'; DROP TABLE Messages; --", "1e999", "9999999999999999999999"];
    static readonly string[] ContentTypes = ["text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/json;;;", "application/x-www-form-urlencoded", "json", ""];

    readonly Random random = new(seed);

    /// <summary>One of these.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public bool Chance(double share) => random.NextDouble() < share;

    public string ContentType() => OneOf(ContentTypes);

    /// <summary>The body, spoiled: as JSON once to four times, and now and then in its bytes too.</summary>
    public byte[] Spoil(string json)
    {
        var text = json;
        for (var times = 1 + random.Next(4); times > 0; times--)
        {
            if (TryParse(text) is not { } node) break;
            text = SpoilTree(node);
        }
        var bytes = Encoding.UTF8.GetBytes(text);
        return Chance(0.25) ? SpoilBytes(bytes) : bytes;
    }

    string SpoilTree(JsonNode root)
    {
        var places = new List<(JsonNode Parent, object Key)>();
        Collect(root, places);
        if (places.Count == 0) return root.ToJsonString();
        var (parent, key) = OneOf(places);
        switch (random.Next(9))
        {
            case 0: Set(parent, key, null); break;
            case 1: Set(parent, key, JsonValue.Create(OneOf(Strings))); break;
            case 2: Set(parent, key, OneOf<Func<JsonNode>>([() => JsonValue.Create(random.Next()), () => JsonValue.Create(-1.5e300), () => JsonValue.Create(true), () => new JsonArray(), () => new JsonObject()])()); break;
            case 3: Set(parent, key, Nested(random.Next(2, 200))); break;
            case 4: Set(parent, key, new JsonArray([.. Enumerable.Range(0, random.Next(1, 2000)).Select(number => (JsonNode)JsonValue.Create(number))])); break;
            case 5: Set(parent, key, JsonValue.Create(new string((char)random.Next(32, 0x3000), random.Next(1, 20_000)))); break;
            case 6 when parent is JsonObject map: map.Remove((string)key); break;
            case 7 when parent is JsonObject map && map[(string)key] is { } value:
                map.Remove((string)key);
                map[Chance(0.5) ? ((string)key).ToUpperInvariant() : OneOf(Strings)] = value;
                break;
            case 8 when parent is JsonObject:
                // The same key twice: no tree can say that.
                return root.ToJsonString().Replace($"\"{key}\":", $"\"{key}\":1,\"{key}\":", StringComparison.Ordinal);
        }
        return root.ToJsonString();
    }

    byte[] SpoilBytes(byte[] bytes)
    {
        switch (random.Next(5))
        {
            case 0: return bytes[..random.Next(bytes.Length + 1)];
            case 1:
                for (var times = random.Next(1, 6); times > 0 && bytes.Length > 0; times--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2: return [.. bytes, .. bytes];
            case 3: return [0xFF, 0xFE, .. bytes];
            default:
                var noise = new byte[random.Next(1, 4096)];
                random.NextBytes(noise);
                return noise;
        }
    }

    static JsonNode Nested(int depth)
    {
        JsonNode node = JsonValue.Create("deep");
        for (; depth > 0; depth--)
            node = depth % 2 == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        return node;
    }

    static void Set(JsonNode parent, object key, JsonNode? value)
    {
        if (parent is JsonObject map) map[(string)key] = value;
        else ((JsonArray)parent)[(int)key] = value;
    }

    static void Collect(JsonNode? node, List<(JsonNode, object)> places)
    {
        if (node is JsonObject map)
            foreach (var (key, value) in map)
            {
                places.Add((map, key));
                Collect(value, places);
            }
        else if (node is JsonArray { Count: < 50 } array)
            for (var index = 0; index < array.Count; index++)
            {
                places.Add((array, index));
                Collect(array[index], places);
            }
    }

    static JsonNode? TryParse(string text)
    {
        try
        {
            // A key that stands twice is noticed only when its object is looked at.
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or ArgumentException)
        {
            return null;
        }
    }
}
