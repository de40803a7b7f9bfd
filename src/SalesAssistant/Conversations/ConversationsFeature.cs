namespace SalesAssistant.Conversations;

public static class ConversationsFeature
{
    public static IServiceCollection AddConversations(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Episodes").Get<ConversationOptions>() ?? new ConversationOptions())
        .AddSingleton<ConversationFeed>()
        .AddSingleton<Reactions>()
        .AddSingleton<MeetingReactions>()
        .AddSingleton<Transcripts>()
        .AddSingleton<Inbox>()
        .AddSingleton<ConversationReader>()
        .AddHostedService<Sweeper>();
}
