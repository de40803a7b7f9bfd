using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SalesAssistant.Channels.Teams;

/// <summary>What Teams demands of manifest.json, as far as an upload would otherwise be refused with less to go by.</summary>
static partial class TeamsManifest
{
    /// <summary>Every fault, each with how to mend it; none when Teams would take it.</summary>
    public static IEnumerable<string> Faults(JsonObject manifest) =>
    [
        .. Version(manifest),
        .. Texts(manifest),
        .. Guids(manifest),
        .. Addresses(manifest),
        .. Icons(manifest),
        .. Bots(manifest),
        .. Domains(manifest),
    ];

    /// <summary>The longest texts, in characters. All of them are needed.</summary>
    static readonly (string Path, int Most)[] Limits =
    [
        ("name.short", 30), ("name.full", 100), ("description.short", 80), ("description.full", 4000), ("developer.name", 32),
    ];

    static IEnumerable<string> Version(JsonObject manifest)
    {
        if (TextAt(manifest, "manifestVersion") is not { } version || !decimal.TryParse(version, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) || Minor(version) < OldestMinor)
            yield return $"manifestVersion must be 1.{OldestMinor} or newer; write \"1.19\"";
        else if (TextAt(manifest, "$schema")?.Contains($"/v{version}/", StringComparison.Ordinal) != true)
            yield return $"$schema is not the one of manifestVersion {version}; write \"https://developer.microsoft.com/json-schemas/teams/v{version}/MicrosoftTeams.schema.json\"";
        if (TextAt(manifest, "version") is not { } app || !Release().IsMatch(app))
            yield return "version must be three numbers; write for example \"1.0.0\"";
        if (TextAt(manifest, "accentColor") is not { } color || !Color().IsMatch(color))
            yield return "accentColor must be a colour of six hexadecimal digits; write for example \"#2B4BCB\"";
    }

    /// <summary>Until then group chats were called by another name.</summary>
    const int OldestMinor = 17;

    static int Minor(string version) => version.Split('.') is ["1", var minor] && int.TryParse(minor, CultureInfo.InvariantCulture, out var number) ? number : 0;

    static IEnumerable<string> Texts(JsonObject manifest)
    {
        foreach (var (path, most) in Limits)
        {
            if (TextAt(manifest, path) is not { Length: > 0 } text)
                yield return $"{path} is missing; write a text of at most {most} characters";
            else if (text.Length > most)
                yield return $"{path} has {text.Length} characters; shorten it to at most {most}";
        }
    }

    static IEnumerable<string> Guids(JsonObject manifest)
    {
        if (!Guid.TryParseExact(TextAt(manifest, "id"), "D", out _))
            yield return "id is no GUID; write \"${appId}\"";
    }

    static IEnumerable<string> Addresses(JsonObject manifest)
    {
        foreach (var path in (string[])["developer.websiteUrl", "developer.privacyUrl", "developer.termsOfUseUrl"])
        {
            if (!Uri.TryCreate(TextAt(manifest, path), UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
                yield return $"{path} is no https address; write it in full, such as \"${{publicUrl}}/privacy\"";
        }
    }

    static IEnumerable<string> Icons(JsonObject manifest)
    {
        foreach (var name in (string[])["color", "outline"])
        {
            if (TextAt(manifest, $"icons.{name}") != $"{name}.png")
                yield return $"icons.{name} must name the file in the package; write \"{name}.png\"";
        }
    }

    static IEnumerable<string> Bots(JsonObject manifest)
    {
        if (manifest["bots"] is not JsonArray { Count: 1 } bots || bots[0] is not JsonObject bot)
        {
            yield return "bots must list one bot; write it with botId \"${appId}\"";
            yield break;
        }
        if (!Guid.TryParseExact(TextAt(bot, "botId"), "D", out _))
            yield return "bots[0].botId is no GUID; write \"${appId}\"";
        var scopes = (bot["scopes"] as JsonArray)?.Select(Text).ToList() ?? [];
        foreach (var missing in Scopes.Except(scopes))
            yield return $"bots[0].scopes lacks \"{missing}\"; the assistant works there, so add it";
        foreach (var unknown in scopes.Except(Scopes))
            yield return $"bots[0].scopes has \"{unknown}\", which Teams does not know; use {string.Join(", ", Scopes)}";
    }

    static readonly string[] Scopes = ["personal", "team", "groupChat"];

    static IEnumerable<string> Domains(JsonObject manifest)
    {
        var domains = (manifest["validDomains"] as JsonArray)?.Select(Text).ToList() ?? [];
        if (domains.Count is 0 or > 16)
            yield return "validDomains must list one to sixteen names; write [\"${domain}\"]";
        foreach (var domain in domains)
        {
            if (Uri.CheckHostName(domain?.Replace("*.", "", StringComparison.Ordinal)) is not UriHostNameType.Dns)
                yield return $"validDomains has \"{domain}\", which is no name of a host; write it without https:// and path, such as \"${{domain}}\"";
        }
    }

    static string? TextAt(JsonObject from, string path)
    {
        JsonNode? node = from;
        foreach (var name in path.Split('.'))
            node = (node as JsonObject)?[name];
        return Text(node);
    }

    static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex(@"^\d+\.\d+\.\d+$")]
    private static partial Regex Release();

    [GeneratedRegex("^#[0-9A-Fa-f]{6}$")]
    private static partial Regex Color();
}
