using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using OpenAI;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Assistant.Embedded;
using SalesAssistant.Bookings;
using SalesAssistant.Content;
using SalesAssistant.Content.Embeddings;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Assistant;

public static class AssistantFeature
{
    /// <summary>The turn, its prompts, its tools and its model.</summary>
    public static IServiceCollection AddAssistant(this IServiceCollection services, IConfiguration configuration)
    {
        var model = Settings.Section<ModelOptions>(configuration, "Model");
        services.AddSingleton(model);
        services.AddSingleton(Settings.Section<AssistantOptions>(configuration, "Assistant"));
        services.AddSingleton(_ => new FileCheck("prompts", () => PromptCheck.Run(PromptLibrary.PromptsDirectory(configuration))));
        services.AddSingleton(provider => new FileCheck("prompts", () => provider.GetRequiredService<Phrases>().Faults));
        services.AddSingleton(provider => new FileCheck("prompts", () => provider.GetRequiredService<RememberRules>().Faults));
        services.AddSingleton<RememberRules>();
        services.AddSingleton<Phrases>().AddSingleton<PromptLibrary>().AddSingleton<ModelBudget>().AddSingleton<AssistantTurn>();
        services.AddSingleton<ContentTools>().AddSingleton(provider => new ToolSet("content", provider.GetRequiredService<ContentTools>()));
        services.AddSingleton<PeopleTools>().AddSingleton(provider => new ToolSet("people", provider.GetRequiredService<PeopleTools>()));
        services.AddSingleton<MeetingTools>().AddSingleton(provider => new ToolSet("meetings", provider.GetRequiredService<MeetingTools>()));
        services.AddSingleton<SmallTalkTools>().AddSingleton(provider => new ToolSet("smalltalk", provider.GetRequiredService<SmallTalkTools>()));
        services.AddSingleton(provider => new CompanyClock(provider.GetRequiredService<WallClock>(), () => provider.GetRequiredService<RepDirectory>().Current.Company.TimeZone));
        if (model is { Endpoint: not null, Embeddings.Length: > 0 })
            services.AddSingleton<ITextEncoder>(_ => new EndpointEncoder(Client(model).GetEmbeddingClient(model.Embeddings).AsIEmbeddingGenerator(), model.Embeddings, model.EmbeddingsTimeout));
        services.AddSingleton<IntentExamples>().AddSingleton<Fragments>().AddSingleton<EmbeddedChatClient>();
        services.AddChatClient(provider => model.Endpoint is null ? provider.GetRequiredService<EmbeddedChatClient>() : Endpoint(model))
            .UseKernelFunctionInvocation();
        services.AddSingleton(provider => new StartCheck(() =>
        {
            _ = provider.GetRequiredService<PromptLibrary>().Current;
            _ = provider.GetRequiredService<Phrases>().Current;
            _ = model.Endpoint is null ? provider.GetRequiredService<IntentExamples>().Current : null;
        }));
        services.AddSingleton(provider => new Preparation(cancel => WalkOnce(provider, cancel)));
        return services;
    }

    /// <summary>One turn of the embedded model, so that the way is trodden before the first visitor comes. An endpoint is not asked: that would cost.</summary>
    static async Task WalkOnce(IServiceProvider provider, CancellationToken cancel)
    {
        if (provider.GetRequiredService<IChatClient>().GetService<EmbeddedChatClient>() is null) return;
        if (provider.GetRequiredService<ContentLibrary>().Current.Items is not [var any, ..]) return;
        await provider.GetRequiredService<AssistantTurn>().Run(new TurnRequest(any.Title, [], new Dictionary<string, string>(), provider.GetRequiredService<CompanyClock>().Today), cancel);
    }

    static IChatClient Endpoint(ModelOptions model) => Client(model).GetChatClient(model.Name).AsIChatClient();

    static OpenAIClient Client(ModelOptions model) => new(
        new ApiKeyCredential(model.ApiKey is { Length: > 0 } key ? key : "none"),
        new OpenAIClientOptions { Endpoint = model.Endpoint, NetworkTimeout = model.Timeout, RetryPolicy = new ClientRetryPolicy(maxRetries: 2) });
}
