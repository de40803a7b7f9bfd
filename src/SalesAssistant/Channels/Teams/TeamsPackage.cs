using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.Teams;

/// <summary>
/// The app package of Teams: manifest.json from the template, and two icons. The icons are drawn unless color.png or outline.png lies beside
/// the template, for companies with a sign of their own.
/// </summary>
static partial class TeamsPackage
{
    const string Manifest = "manifest.json";
    const int ColorPixels = 192;
    const int OutlinePixels = 32;

    /// <summary>The zip file, or every fault that keeps it from being made.</summary>
    /// <param name="path">The template's path, for faults and to look for icons beside it.</param>
    /// <param name="text">The template: JSON in which `${name}` inside of texts is filled in.</param>
    /// <param name="variables">What is filled in, by name.</param>
    public static (byte[]? Package, IReadOnlyList<FileFault> Faults) Make(string path, string text, IReadOnlyDictionary<string, string> variables)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (JsonException broken)
        {
            return (null, [new FileFault(path, (int)(broken.LineNumber ?? 0) + 1, "this is not valid JSON; mend the line, a comma or a quote is often what is missing")]);
        }
        if (root is not JsonObject manifest)
            return (null, [new FileFault(path, 1, "this is no JSON object; begin with { and end with }")]);

        var faults = new List<string>();
        Fill(manifest, variables, faults);
        faults.AddRange(TeamsManifest.Faults(manifest));
        var found = faults.Select(fault => new FileFault(path, 0, fault)).ToList();
        var color = Icon(path, "color.png", ColorPixels, found) ?? TeamsIcons.Color(ColorPixels);
        var outline = Icon(path, "outline.png", OutlinePixels, found) ?? TeamsIcons.Outline(OutlinePixels);
        if (found.Count > 0)
            return (null, found);
        return (Zip(
            (Manifest, Encoding.UTF8.GetBytes(manifest.ToJsonString(Written))),
            (manifest["icons"]!["color"]!.GetValue<string>(), color),
            (manifest["icons"]!["outline"]!.GetValue<string>(), outline)), []);
    }

    static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Fills texts, not the file: a name with a quote in it stays a name.</summary>
    static void Fill(JsonNode node, IReadOnlyDictionary<string, string> variables, List<string> faults)
    {
        foreach (var (child, replace) in node switch
        {
            JsonObject fields => fields.ToList().Select(field => (field.Value, (Action<JsonNode>)(filled => fields[field.Key] = filled))),
            JsonArray items => items.ToList().Select((item, at) => (item, (Action<JsonNode>)(filled => items[at] = filled))),
            _ => [],
        })
        {
            if (child is JsonValue value && value.TryGetValue<string>(out var text) && text.Contains("${", StringComparison.Ordinal))
                replace(Variable().Replace(text, match => variables.TryGetValue(match.Groups[1].Value, out var known) ? known : Unknown(match.Value)));
            else if (child is not null)
                Fill(child, variables, faults);
        }

        string Unknown(string written)
        {
            faults.Add($"there is no variable {written}; use {string.Join(", ", variables.Keys.Select(name => $"${{{name}}}"))}");
            return written;
        }
    }

    static byte[]? Icon(string template, string name, int pixels, List<FileFault> faults)
    {
        var file = Path.Combine(Path.GetDirectoryName(template)!, name);
        if (!File.Exists(file))
            return null;
        var bytes = File.ReadAllBytes(file);
        if (Png.SizeOf(bytes) is not var (width, height))
            faults.Add(new FileFault(file, 0, "this is no PNG; save the icon as PNG, or remove the file so that one is drawn"));
        else if (width != pixels || height != pixels)
            faults.Add(new FileFault(file, 0, $"the icon has {width} by {height} pixels; save it with {pixels} by {pixels}, or remove the file so that one is drawn"));
        return bytes;
    }

    static byte[] Zip(params ReadOnlySpan<(string Name, byte[] Content)> files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var entry = zip.CreateEntry(name);
                // The same input gives the same file.
                entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var target = entry.Open();
                target.Write(content);
            }
        }
        return stream.ToArray();
    }

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Variable();
}
