using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Hosting;

/// <summary>appsettings.sample.json is the list of settings: complete, with the defaults that are in force, and loadable as it stands.</summary>
public sealed partial class SampleSettingsTests
{
    static readonly string Sample = Repository.PathOf("appsettings.sample.json");

    static readonly Dictionary<string, string?> Listed = new ConfigurationBuilder().AddJsonFile(Sample).Build().AsEnumerable()
        .Where(setting => !IsSection(setting.Key)).ToDictionary();

    static readonly string[] Sources = Directory.GetFiles(Repository.PathOf("src", "SalesAssistant"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "Migrations")).Select(File.ReadAllText).ToArray();

    [Fact]
    public void Every_setting_that_the_sources_read_is_listed_and_every_listed_one_is_read()
    {
        var read = OptionSettings().Concat(NamedSettings()).ToHashSet();
        Assert.True(read.Count > 10);
        Assert.Equal(read.Order(), Listed.Keys.Where(name => !name.StartsWith("Logging:", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Every_setting_has_its_line()
    {
        var lines = File.ReadAllLines(Sample);
        for (var i = 0; i < lines.Length; i++)
            if (Leaf().IsMatch(lines[i]))
                Assert.True(lines[i - 1].TrimStart().StartsWith("// ", StringComparison.Ordinal), $"{lines[i].Trim()} has no line that says what it is.");
    }

    [Fact]
    public void Options_have_the_defaults_that_the_list_says()
    {
        foreach (var (section, type) in OptionTypes())
        {
            var options = Activator.CreateInstance(type)!;
            foreach (var property in Settable(type))
            {
                var value = property.GetValue(options) is { } set ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{set}") : "";
                // People write fractions of a second without zeros behind them.
                if (property.PropertyType == typeof(TimeSpan) && value.Contains('.', StringComparison.Ordinal) && value.Split(':')[^1].Contains('.', StringComparison.Ordinal))
                    value = value.TrimEnd('0');
                Assert.Equal((property.Name, value), (property.Name, Listed[$"{section}:{property.Name}"] ?? ""));
            }
        }
    }

    [Fact]
    public async Task A_copy_of_the_list_serves_as_the_settings_file()
    {
        var folder = TestFolder.New("sales");
        foreach (var part in (string[])["content", "prompts", "sales"])
            Directory.CreateSymbolicLink(Path.Combine(folder, part), Repository.PathOf(part));
        File.Copy(Sample, Path.Combine(folder, "appsettings.json"));

        var (code, output, error) = await SalesProcess.Run(["ask", "What does the Academy Starter plan cost?"], directory: folder);
        Assert.True(code == 0, error);
        Assert.Contains("€29", output, StringComparison.Ordinal);

        await using var server = new SalesProcess(Path.Combine(folder, "data")) { Folder = folder };
        await server.Start();
        Assert.Equal("Healthy", await server.Http.GetStringAsync("/healthz"));
    }

    /// <summary>Names such as "Data:Directory" are written nowhere but where a setting is read or refused.</summary>
    static IEnumerable<string> NamedSettings() => Sources.SelectMany(source => Name().Matches(source).Select(match => match.Groups[1].Value))
        .Concat(Sources.SelectMany(source => ConnectionString().Matches(source).Select(match => $"ConnectionStrings:{match.Groups[1].Value}")))
        .Where(name => !name.StartsWith("Kestrel:", StringComparison.Ordinal))
        .Append("Urls");

    static IEnumerable<string> OptionSettings() => OptionTypes().SelectMany(found => Settable(found.Type).Select(property => $"{found.Section}:{property.Name}"));

    static IEnumerable<(string Section, Type Type)> OptionTypes() =>
        from source in Sources
        from Match match in Section().Matches(source)
        let type = typeof(Settings).Assembly.GetTypes().Single(type => type.Name == match.Groups[1].Value)
        let name = match.Groups[2].Value
        select (name.StartsWith('"') ? name.Trim('"') : (string)type.GetField(name.Split('.')[^1], BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!, type);

    static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    static bool IsSection(string name) => name is "Activities" or "Bookings" or "CalDav" or "Calendar" or "Data" or "ConnectionStrings" or "Content" or "Graph" or "Handoff" or "Mail" or "Smtp" or "Prompts" or "Sales" or "Model" or "Assistant" or "Episodes" or "Web" or "DirectLine" or "Uploads" or "BotFramework" or "Api" or "Logging" or "Logging:LogLevel";

    [GeneratedRegex(@"^\s*""\w+"": [^{]+$")]
    private static partial Regex Leaf();

    [GeneratedRegex(@"""([A-Z][A-Za-z]+(?::[A-Z][A-Za-z]+)+)""")]
    private static partial Regex Name();

    [GeneratedRegex(@"GetConnectionString\(""(\w+)""\)")]
    private static partial Regex ConnectionString();

    [GeneratedRegex(@"Settings\.Section<(\w+)>\(\w+, ([^)]+)\)")]
    private static partial Regex Section();
}
