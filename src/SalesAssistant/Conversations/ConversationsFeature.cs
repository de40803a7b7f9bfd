using SalesAssistant.Conversations.Files;
using SalesAssistant.Conversations.Mails;
using SalesAssistant.Hosting;
using SalesAssistant.Mails;

namespace SalesAssistant.Conversations;

public static class ConversationsFeature
{
    public static IServiceCollection AddConversations(this IServiceCollection services, IConfiguration configuration) => services
        .AddBookingMails(configuration)
        .AddSingleton(Settings.Section<ConversationOptions>(configuration, "Episodes"))
        .AddSingleton<ConversationFeed>()
        .AddSingleton<CardPresses>()
        .AddSingleton<Reactions>()
        .AddSingleton<MeetingWords>()
        .AddSingleton<MeetingBrief>()
        .AddSingleton<MeetingReactions>()
        .AddSingleton<BookingsOnBehalf>()
        .AddSingleton<Transcripts>()
        .AddSingleton<Inbox>()
        .AddSingleton<ConversationReader>()
        .AddSingleton<FileStore>()
        .AddSingleton<Erasure>()
        .AddSingleton<PersonalFiles>()
        .AddHostedService(provider => provider.GetRequiredService<FileStore>())
        .AddHostedService<NewsTeller>()
        .AddHostedService<Sweeper>();

    /// <summary>Where e-mail is sent, what is owed is sent.</summary>
    static IServiceCollection AddBookingMails(this IServiceCollection services, IConfiguration configuration) => !MailAccount.Read(configuration).IsOn ? services : services
        .AddSingleton<BookingMailWriter>()
        .AddHostedService<BookingMailWorker>();
}
