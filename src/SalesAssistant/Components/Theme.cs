using System.Text.RegularExpressions;
using MudBlazor;
using MudBlazor.Utilities;

namespace SalesAssistant.Components;

/// <summary>The component library's theme, read from tokens.css: colours are written in one place only.</summary>
public sealed partial class Theme
{
    public Theme(IWebHostEnvironment environment)
    {
        var file = environment.WebRootFileProvider.GetFileInfo("css/tokens.css");
        using var reader = new StreamReader(file.CreateReadStream());
        var tokens = Token().Matches(reader.ReadToEnd()).ToDictionary(
            match => match.Groups["name"].Value, match => (Light: match.Groups["light"].Value, Dark: match.Groups["dark"].Value));
        var light = new PaletteLight();
        var dark = new PaletteDark();
        Fill(light, name => tokens[name].Light);
        Fill(dark, name => tokens[name].Dark);
        string[] font = ["var(--font)"];
        Mud = new MudTheme
        {
            PaletteLight = light,
            PaletteDark = dark,
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "var(--radius)" },
            Typography = new Typography
            {
                Default = new DefaultTypography { FontFamily = font, FontSize = "var(--text-m)", LineHeight = "var(--line)", LetterSpacing = "normal" },
                H6 = new H6Typography { FontFamily = font, FontSize = "var(--text-l)", LineHeight = "var(--line)", LetterSpacing = "normal", FontWeight = "600" },
                Body1 = new Body1Typography { FontFamily = font, FontSize = "var(--text-m)", LineHeight = "var(--line)", LetterSpacing = "normal" },
                Body2 = new Body2Typography { FontFamily = font, FontSize = "var(--text-m)", LineHeight = "var(--line)", LetterSpacing = "normal" },
                Button = new ButtonTypography { FontFamily = font, FontSize = "var(--text-m)", LineHeight = "var(--line)", LetterSpacing = "normal", TextTransform = "none" },
            },
        };
    }

    public MudTheme Mud { get; }

    static void Fill(Palette palette, Func<string, string> of)
    {
        palette.Primary = new MudColor(of("accent"));
        palette.PrimaryContrastText = new MudColor(of("on-accent"));
        palette.Background = new MudColor(of("ground"));
        palette.BackgroundGray = new MudColor(of("sunken"));
        palette.Surface = new MudColor(of("surface"));
        palette.TextPrimary = new MudColor(of("text"));
        palette.TextSecondary = new MudColor(of("text-muted"));
        palette.ActionDefault = new MudColor(of("text-muted"));
        palette.LinesDefault = new MudColor(of("border"));
        palette.TableLines = new MudColor(of("border"));
        palette.Divider = new MudColor(of("border"));
        palette.LinesInputs = new MudColor(of("border-strong"));
        palette.Success = new MudColor(of("good"));
        palette.Warning = new MudColor(of("warn"));
        palette.Error = new MudColor(of("bad"));
        palette.Info = new MudColor(of("accent"));
    }

    [GeneratedRegex(@"--(?<name>[a-z0-9-]+):\s*light-dark\((?<light>#[0-9a-fA-F]{6}),\s*(?<dark>#[0-9a-fA-F]{6})\)")]
    private static partial Regex Token();
}
