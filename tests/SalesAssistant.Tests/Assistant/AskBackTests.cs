using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Content;
using SalesAssistant.Tests.Channels;
using SalesAssistant.Tests.Drivers;
using Xunit;
using AssistantTurn = SalesAssistant.Assistant.AssistantTurn;

namespace SalesAssistant.Tests.Assistant;

/// <summary>A question that could be about several products is answered with a question, once; one that names its product never is.</summary>
public sealed class AskBackTests(WebsiteServer server) : IClassFixture<WebsiteServer>
{
    const string Which = "Which one do you mean?";

    [Fact]
    public async Task Which_product_is_meant_is_asked_with_their_names_and_the_choice_answers_the_first_question()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("How do I cancel?");
        var asked = await prospect.Hears(Which);
        Assert.Equal(["Academy", "Sprint", "Studio"], Choices(asked).Order());

        await prospect.Says("Studio");
        var answer = await prospect.Hears("Studio");
        Assert.Contains("faq/services.md", answer["channelData"]!.ToJsonString());
    }

    [Fact]
    public async Task It_is_not_asked_twice_in_a_row()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("How do I cancel?");
        await prospect.Hears(Which);
        await prospect.Says("How do I cancel?");
        await prospect.Hears("ancel");
        await Eventually.Holds(async () => (await server.App.Messages(prospect.Conversation)).Count(message => message.Turn is not null) == 2);
        Assert.Single(await server.App.Messages(prospect.Conversation), message => message.Text == Which);
    }

    [Fact]
    public async Task Another_company_is_asked_back_with_its_own_names()
    {
        var folder = TestFolder.New("boats");
        foreach (var (name, price, hull) in new[] { ("Heron", "€1,490", "linen"), ("Otter", "€980", "plywood"), ("Gull", "€2,250", "cedar") })
            File.WriteAllText(Path.Combine(folder, $"{name.ToLowerInvariant()}.md"), $"""
                ---
                title: "{name}: a boat for quiet water"
                kind: product
                ---
                # {name}

                ## What the {name} costs

                The {name} costs {price} with paddles and a bag.

                ## What the {name} is made of

                The hull of the {name} is made of {hull}.
                """);
        File.WriteAllText(Path.Combine(folder, "delivery.md"), "---\ntitle: Delivery\n---\n# Delivery\n\n## How long delivery takes\n\nDelivery takes six days to any address in Europe.\n");
        await using var app = await SalesApp.Start(settings: ["--Content:Directory", folder]);
        using var prospect = await Prospect.Opens(app);

        await prospect.Says("How much does the boat cost?");
        Assert.Equal(["Gull", "Heron", "Otter"], Choices(await prospect.Hears(Which)).Order());
        await prospect.Says("the Otter please");
        await prospect.Hears("€980");

        await prospect.Says("What is the Gull made of?");
        await prospect.Hears("cedar");
        await prospect.Says("How long does delivery take?");
        await prospect.Hears("six days");
        Assert.Single(await app.Messages(prospect.Conversation), message => message.Text == Which);
    }

    [Fact]
    public async Task The_questions_of_the_sample_company_are_hardly_ever_asked_back_and_never_when_they_name_a_product()
    {
        var turn = server.App.Services.GetRequiredService<AssistantTurn>();
        var names = server.App.Services.GetRequiredService<ContentLibrary>().Current.Names;
        var asked = new List<string>();
        foreach (var line in File.ReadLines(Repository.PathOf("content/questions.jsonl")))
        {
            var question = JsonNode.Parse(line)!["question"]!.GetValue<string>();
            if (await turn.Run(new(question, [], new Dictionary<string, string>(), new(2026, 11, 23)), CancellationToken.None) is TurnOutcome.Wants { Intent: Intent.AskWhich which })
                asked.Add(question);
        }
        Assert.DoesNotContain(asked, names.IsNamedIn);
        Assert.True(asked.Count <= 3, string.Join('\n', asked));
    }

    static IEnumerable<string> Choices(JsonObject asked) => asked["suggestedActions"]!["actions"]!.AsArray().Select(action => action!["title"]!.GetValue<string>());
}
