using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>The command teams-manifest, as people call it.</summary>
public sealed class TeamsManifestTests : IDisposable
{
    const string AppId = "11111111-2222-3333-4444-555555555555";
    const string Mended = "manifest.template.json";

    readonly string folder = TestFolder.New("teams");

    string Output => Path.Combine(folder, "app.zip");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_template_is_filled_and_packed_with_icons_of_the_right_size()
    {
        var (code, _, error) = await Run();
        Assert.Equal((0, ""), (code, error));

        using var zip = ZipFile.OpenRead(Output);
        Assert.Equal(["color.png", "manifest.json", "outline.png"], zip.Entries.Select(entry => entry.FullName).Order());
        Assert.Equal((192, 32), (Pixels(zip, "color.png"), Pixels(zip, "outline.png")));
        using var manifest = JsonDocument.Parse(zip.GetEntry("manifest.json")!.Open());
        var root = manifest.RootElement;
        Assert.Equal((AppId, AppId), (root.GetProperty("id").GetString(), root.GetProperty("bots")[0].GetProperty("botId").GetString()));
        Assert.Equal(["personal", "team", "groupChat"], root.GetProperty("bots")[0].GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal("chat.example.com", root.GetProperty("validDomains")[0].GetString());
        Assert.Equal("Lark, the AI assistant of Larkfield", root.GetProperty("name").GetProperty("full").GetString());
        Assert.DoesNotContain("${", root.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_settings_give_the_same_file()
    {
        await Run();
        var first = await File.ReadAllBytesAsync(Output, TestContext.Current.CancellationToken);
        await Run();
        Assert.Equal(first, await File.ReadAllBytesAsync(Output, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--BotFramework:AppId", "", "BotFramework:AppId is not set")]
    [InlineData("--BotFramework:AppId", "lark", "BotFramework:AppId is 'lark'")]
    [InlineData("--Web:PublicUrl", "", "Web:PublicUrl is not set")]
    [InlineData("--Web:PublicUrl", "http://chat.example.com", "Teams takes https only")]
    public async Task A_setting_that_can_not_be_used_ends_with_2_and_says_so(string setting, string value, string says)
    {
        var (code, _, error) = await Run(setting, value);
        Assert.Equal(2, code);
        Assert.Contains(says, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_the_template_is_a_line_that_says_how_to_mend_it()
    {
        var template = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("teams", "manifest", "manifest.template.json"), TestContext.Current.CancellationToken))!;
        template["name"]!["short"] = new string('x', 31);
        template["name"]!["full"] = new string('x', 101);
        template["description"]!["short"] = "${wish}";
        template["description"]!["full"] = null;
        template["id"] = "lark";
        template["manifestVersion"] = "1.5";
        template["developer"]!["privacyUrl"] = "http://chat.example.com/privacy";
        template["bots"]![0]!["scopes"] = new JsonArray("personal", "groupchat");
        template["validDomains"] = new JsonArray("https://chat.example.com");
        template["icons"]!["color"] = "logo.png";
        await File.WriteAllTextAsync(Path.Combine(folder, Mended), template.ToJsonString(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "outline.png"), [1, 2, 3], TestContext.Current.CancellationToken);

        var (code, _, error) = await Run("--template", Path.Combine(folder, Mended));

        Assert.Equal(1, code);
        Assert.False(File.Exists(Output));
        var lines = error.Trim().Split('\n');
        foreach (var says in (string[])[
            "name.short has 31 characters; shorten it to at most 30", "name.full has 101 characters", "there is no variable ${wish}; use ${appId}", "description.full is missing", "id is no GUID",
            "manifestVersion must be", "developer.privacyUrl is no https address", "bots[0].scopes lacks \"team\"", "bots[0].scopes lacks \"groupChat\"", "bots[0].scopes has \"groupchat\"",
            "validDomains has \"https://chat.example.com\"", "icons.color must name", "outline.png: this is no PNG"])
            Assert.Single(lines, line => line.Contains(says, StringComparison.Ordinal));
        Assert.Equal(13, lines.Length);
    }

    [Theory]
    [InlineData("{\n\"id\": \"x\",,\n}", ":2: this is not valid JSON")]
    [InlineData("[]", "this is no JSON object")]
    public async Task A_template_that_is_no_JSON_is_a_fault_with_its_line(string text, string says)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, Mended), text, TestContext.Current.CancellationToken);
        var (code, _, error) = await Run("--template", Path.Combine(folder, Mended));
        Assert.Equal(1, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    static int Pixels(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        var head = new byte[24];
        stream.ReadExactly(head);
        Assert.Equal((head[18], head[19]), (head[22], head[23]));
        return head[19];
    }

    Task<(int ExitCode, string Output, string Error)> Run(params string[] more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["--BotFramework:AppId"] = AppId, ["--Web:PublicUrl"] = "https://chat.example.com" };
        for (var i = 0; i < more.Length; i += 2)
            settings[more[i]] = more[i + 1];
        return SalesCommand.Run(["teams-manifest", "--output", Output, .. settings.SelectMany(setting => new[] { setting.Key, setting.Value })]);
    }
}
