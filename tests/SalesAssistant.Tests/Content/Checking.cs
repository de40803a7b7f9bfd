using System.Text.Json;
using SalesAssistant.Assistant;
using SalesAssistant.Content;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Content;

public sealed class Checking : IDisposable
{
    readonly Marketing marketing = new();

    [Fact]
    public void The_sample_companys_content_and_prompts_have_no_faults()
    {
        Assert.Empty(ContentCheck.Run(Repository.PathOf("content")));
        Assert.Empty(PromptCheck.Run(Repository.PathOf("prompts")));
    }

    [Fact]
    public void A_link_to_no_file_is_a_fault_at_its_line()
    {
        marketing.Writes("products/a.md", "# A\n\nSee [B](../b.md#top), [us](https://example.com), [home](/about), [below](#a).\n\nAnd [gone](../gone.md).").Writes("b.md", "# B\n\nText.");

        var fault = Assert.Single(Check());

        Assert.Equal(("products/a.md", 5), (fault.File, fault.Line));
        Assert.Contains("../gone.md", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_id_title_or_text_twice_is_a_fault_that_names_both_files()
    {
        var text = "Every parcel to Norway leaves our house on Monday morning and is at the door of the customer after five days at the latest, without customs fees.";
        marketing
            .Writes("a.md", $"---\nid: ship\ntitle: Shipping to Norway\n---\n{text}")
            .Writes("b.md", "---\nid: ship\ntitle: Returns\n---\nSend it back.")
            .Writes("c.md", $"---\ntitle: Shipping to Norway!\n---\n{text} Really.");

        var faults = Check();

        Assert.Equal(["b.md", "c.md", "c.md"], faults.Select(fault => fault.File));
        Assert.All(faults, fault => Assert.Contains("a.md", fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_offers_that_follow_each_other_are_no_duplicates()
    {
        marketing
            .Writes("2026.md", "---\ntitle: Winter offer\nvalid-to: 2026-12-31\n---\nTwenty off.")
            .Writes("2027.md", "---\ntitle: Winter offer\nvalid-from: 2027-01-01\n---\nTwenty off.");

        Assert.Empty(Check());
    }

    [Theory]
    [InlineData("skprompt.txt", "Hello {{$name}}", "config.json", null, "greet/config.json", "missing")]
    [InlineData("skprompt.txt", "Hello {{$1 name}}", "config.json", "{}", "greet/skprompt.txt", "doesn't render")]
    [InlineData("skprompt.txt", "Hello {{no.such}}", "config.json", "{}", "greet/skprompt.txt", "doesn't render")]
    [InlineData("skprompt.txt", "Hello", "config.json", "{ not json", "greet/config.json", "isn't a prompt's settings")]
    [InlineData("skprompt.txt", "  ", "config.json", "{}", "greet/skprompt.txt", "empty")]
    public void A_prompt_that_can_not_be_used_is_a_fault(string file, string text, string other, string? otherText, string where, string what)
    {
        marketing.Writes($"greet/{file}", text).Writes("intents/ask.txt", "What does it cost?");
        if (otherText is not null)
            marketing.Writes($"greet/{other}", otherText);

        var fault = Assert.Single(PromptCheck.Run(marketing.Directory));

        Assert.Equal(where, fault.File);
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_says_where_and_what_and_ends_with_one()
    {
        marketing.Writes("a.md", "---\nvalid-to: tomorrow\n---\nText.");
        FileCheck[] checks = [new("content", () => ContentCheck.Run(marketing.Directory)), new("sales", () => [])];

        using var text = new StringWriter();
        Assert.Equal(1, CheckCommand.Run(checks, json: false, text));
        Assert.StartsWith("content/a.md:2: valid-to \"tomorrow\" isn't a date", text.ToString(), StringComparison.Ordinal);

        using var json = new StringWriter();
        Assert.Equal(1, CheckCommand.Run(checks, json: true, json));
        var fault = JsonDocument.Parse(json.ToString()).RootElement.GetProperty("faults")[0];
        Assert.Equal(("content", "a.md", 2), (fault.GetProperty("check").GetString(), fault.GetProperty("file").GetString(), fault.GetProperty("line").GetInt32()));

        using var fine = new StringWriter();
        Assert.Equal(0, CheckCommand.Run([new FileCheck("sales", () => [])], json: false, fine));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_a_wrong_setting()
    {
        Assert.Throws<SettingException>(() => ContentCheck.Run(Path.Combine(marketing.Directory, "none")).ToList());
    }

    List<FileFault> Check() => [.. ContentCheck.Run(marketing.Directory)];

    public void Dispose() => marketing.Dispose();
}
