using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace SalesAssistant.Hosting;

/// <summary>Reads settings for the features, so that a value that can't be used is refused by its full name.</summary>
public static class Settings
{
    /// <summary>A section as options: their defaults where nothing is set, their <see cref="RangeAttribute"/>s observed.</summary>
    /// <exception cref="SettingException">A value can't be read, or is out of its range.</exception>
    public static T Section<T>(IConfiguration configuration, string name) where T : new()
    {
        var options = new T();
        var section = configuration.GetSection(name);
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            if (section[property.Name] is not { Length: > 0 } text)
                continue;
            var value = Read(section, property, $"{name}:{property.Name}", text);
            property.SetValue(options, value);
        }
        return options;
    }

    /// <summary>A list: an array, or one comma-separated value.</summary>
    public static IReadOnlyList<string> List(IConfiguration configuration, string name)
    {
        var section = configuration.GetSection(name);
        return [.. section.GetChildren().Select(child => child.Value).Prepend(section.Value)
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
    }

    /// <summary>The address of a website or service; null when unset.</summary>
    /// <exception cref="SettingException">It is not a full http or https address.</exception>
    public static Uri? WebAddress(IConfiguration configuration, string name) =>
        configuration[name] is { Length: > 0 } text ? WebAddress(name, text) : null;

    static Uri WebAddress(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new SettingException(name, $"is '{text}', which is not a web address", "write it in full, such as https://www.example.com");

    static object? Read(IConfigurationSection section, PropertyInfo property, string name, string text)
    {
        if (property.PropertyType == typeof(Uri))
            return WebAddress(name, text);
        object? value;
        try
        {
            value = section.GetValue(property.PropertyType, property.Name);
        }
        catch (InvalidOperationException)
        {
            throw new SettingException(name, $"is '{text}', which can't be read", $"write {Form(property.PropertyType)}");
        }
        if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            throw new SettingException(name, $"is '{text}'", string.Create(CultureInfo.InvariantCulture, $"write a value from {range.Minimum} to {range.Maximum}"));
        return value;
    }

    static string Form(Type type) =>
        type == typeof(TimeSpan) ? "a span of time such as 00:00:20 or 1.00:00:00"
        : type == typeof(bool) ? "true or false"
        : "a number";
}
