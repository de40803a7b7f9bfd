using SalesAssistant.Conversations.Files;
using SalesAssistant.Hosting;

namespace SalesAssistant.Conversations;

public static class ConversationsFeature
{
    public static IServiceCollection AddConversations(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(Settings.Section<ConversationOptions>(configuration, "Episodes"))
        .AddSingleton<ConversationFeed>()
        .AddSingleton<CardPresses>()
        .AddSingleton<Reactions>()
        .AddSingleton<MeetingBrief>()
        .AddSingleton<MeetingReactions>()
        .AddSingleton<Transcripts>()
        .AddSingleton<Inbox>()
        .AddSingleton<ConversationReader>()
        .AddSingleton<FileStore>()
        .AddSingleton<Erasure>()
        .AddSingleton<PersonalFiles>()
        .AddHostedService(provider => provider.GetRequiredService<FileStore>())
        .AddHostedService<NewsTeller>()
        .AddHostedService<Sweeper>();
}
