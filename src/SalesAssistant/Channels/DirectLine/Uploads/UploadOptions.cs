using System.ComponentModel.DataAnnotations;
using SalesAssistant.Conversations.Files;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.DirectLine.Uploads;

/// <summary>Section `Uploads`: what visitors may send.</summary>
public sealed class UploadOptions
{
    IReadOnlyList<FileKind> taken = [];

    /// <summary>Of one file, in bytes.</summary>
    [Range(1, 1_073_741_824)]
    public int LargestFile { get; set; } = 10 * 1024 * 1024;

    /// <summary>With one message. With none, nobody can send files.</summary>
    [Range(0, 50)]
    public int MostFiles { get; set; } = 5;

    /// <summary>Of all files of one conversation, in bytes: a visitor is anybody, and the disk is ours.</summary>
    [Range(1, int.MaxValue)]
    public int MostBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>The kinds that are taken, by <see cref="FileKind.Name"/>: a list, or one comma-separated value.</summary>
    public string Kinds { get; set; } = "png,jpeg,gif,webp,pdf,txt,docx,xlsx,pptx";

    /// <summary>The same, read.</summary>
    public IReadOnlyList<FileKind> Taken => taken;

    /// <summary>What a page's file chooser offers; empty when nobody can send files.</summary>
    public string Accept => MostFiles == 0 ? "" : string.Join(',', Taken.SelectMany(kind => kind.Extensions));

    /// <exception cref="SettingException">A value can't be used.</exception>
    public static UploadOptions Of(IConfiguration configuration)
    {
        var options = Settings.Section<UploadOptions>(configuration, "Uploads");
        var named = Settings.List(configuration, "Uploads:Kinds");
        options.taken = [.. (named.Count > 0 ? named : options.Kinds.Split(',')).Select(name => FileKind.Find(name)
            ?? throw new SettingException("Uploads:Kinds", $"knows no '{name}'", $"write some of {string.Join(", ", FileKind.All.Select(kind => kind.Name))}"))];
        return options;
    }
}
