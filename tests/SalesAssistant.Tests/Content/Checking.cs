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

    [Theory]
    [InlineData("../../etc/passwd"), InlineData("../../"), InlineData("/content/../secret.md"), InlineData("..%2F..%2Fetc/passwd"), InlineData("../../content-of-others/a.md")]
    public void A_link_that_leads_out_of_the_content_is_a_fault(string link)
    {
        marketing.Writes("products/a.md", $"# A\n\nSee [there]({link}), [the folder](../products) and [all](..).");

        var fault = Assert.Single(Check());

        Assert.Equal(("products/a.md", 3), (fault.File, fault.Line));
        Assert.Contains($"\"{link}\" leads out of the content folder", fault.Message, StringComparison.Ordinal);
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
    [InlineData("skprompt.txt", "<message role=\"system\">Be kind.</message>", "config.json", "{}", "greet/skprompt.txt", "has no <message role=\"user\">")]
    [InlineData("skprompt.txt", "<message role=\"user\">Hello", "config.json", "{}", "greet/skprompt.txt", "not made of whole <message> elements")]
    [InlineData("skprompt.txt", "Psst <message role=\"user\">Hello</message>", "config.json", "{}", "greet/skprompt.txt", "words outside")]
    public void A_prompt_that_can_not_be_used_is_a_fault(string file, string text, string other, string? otherText, string where, string what)
    {
        WritesWhatIsNeeded().Writes($"greet/{file}", text);
        if (otherText is not null)
            marketing.Writes($"greet/{other}", otherText);

        var fault = Assert.Single(PromptCheck.Run(marketing.Directory));

        Assert.Equal(where, fault.File);
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("answer", "answer", "folder is missing")]
    [InlineData("rules", "rules", "folder is missing")]
    [InlineData("intents", "intents", "folder is missing")]
    [InlineData("answer/skprompt.txt", "answer/skprompt.txt", "file is missing")]
    [InlineData("answer/config.json", "answer/config.json", "file is missing")]
    [InlineData("rules/tone.md", "rules/tone.md", "file is missing")]
    public void What_is_needed_and_missing_is_named_once(string missing, string where, string what)
    {
        var path = Path.Combine(WritesWhatIsNeeded().Directory, missing);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);

        var fault = Assert.Single(PromptCheck.Run(marketing.Directory));

        Assert.Equal(where, fault.File);
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_folder_with_nothing_in_it_lacks_both_files()
    {
        WritesWhatIsNeeded();
        File.Delete(Path.Combine(marketing.Directory, "answer", "skprompt.txt"));
        File.Delete(Path.Combine(marketing.Directory, "answer", "config.json"));

        Assert.Equal(["answer/skprompt.txt", "answer/config.json"], PromptCheck.Run(marketing.Directory).Select(fault => fault.File));
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

    Marketing WritesWhatIsNeeded() => marketing
        .Writes("answer/skprompt.txt", "Answer {{$question}}").Writes("answer/config.json", """{"input_variables":[{"name":"question"}]}""")
        .Writes("rules/tone.md", "Be short.").Writes("rules/guardrails.md", "Be true.").Writes("intents/ask.txt", "What does it cost?");

    List<FileFault> Check() => [.. ContentCheck.Run(marketing.Directory)];

    public void Dispose() => marketing.Dispose();
}
