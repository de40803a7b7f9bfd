using System.Text.Json;

namespace SalesAssistant.Hosting;

/// <summary>
/// Every setting there is, as appsettings.sample.json lists them: what is typed on a command line is compared with it, since a
/// misspelt setting would otherwise be taken and do nothing.
/// </summary>
public static class KnownSettings
{
    const string Sample = "appsettings.sample.json";

    /// <summary>Sections of the framework, with names that only it knows.</summary>
    static readonly string[] OfTheFramework = ["Logging", "Kestrel", "AllowedHosts", "Environment"];

    static readonly Lazy<HashSet<string>> Names = new(() => Read().ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>The first of a command's further arguments that is no setting.</summary>
    /// <exception cref="SettingException">There is one.</exception>
    public static void RefuseOthers(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !IsKnown(name[2..]))
                throw new SettingException($"'{name}'", "is neither a command nor a setting", $"call with --help to see the commands; {Sample} lists the settings, written as --Section:Key value");
            if (equals >= 0)
                continue;
            if (++i == arguments.Count)
                throw new SettingException(name[2..], "has no value", $"write {name} and the value after it");
        }
    }

    /// <summary>Whether a setting has this name, or is an entry of a list of this name.</summary>
    public static bool IsKnown(string name) =>
        OfTheFramework.Any(section => name.Equals(section, StringComparison.OrdinalIgnoreCase) || name.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase))
        || Names.Value.Contains(name)
        || (name.LastIndexOf(':') is > 0 and var colon && int.TryParse(name.AsSpan(colon + 1), out _) && Names.Value.Contains(name[..colon]));

    static IEnumerable<string> Read()
    {
        using var stream = typeof(KnownSettings).Assembly.GetManifestResourceStream(Sample)!;
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return [.. Leaves("", document.RootElement)];
    }

    static IEnumerable<string> Leaves(string prefix, JsonElement element) => element.EnumerateObject().SelectMany(property =>
        property.Value.ValueKind == JsonValueKind.Object ? Leaves($"{prefix}{property.Name}:", property.Value) : [prefix + property.Name]);
}
