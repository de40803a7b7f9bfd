using System.Text.Json;
using SalesAssistant.Assistant;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Channels.Cards;
using SalesAssistant.Content;
using SalesAssistant.Conversations;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Channels.Messages;

/// <summary>Stored messages as the activities that a channel is sent.</summary>
public sealed class ChannelActivities(CardRenderer cards, RepDirectory reps, Phrases phrases, RunningServer server)
{
    /// <summary>The activity for this message.</summary>
    /// <param name="message">One that the visitor may see.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="answered">The channel's id of the activity that it answers; null for none.</param>
    public Activity Of(Message message, ConversationReference to, string? answered)
    {
        var activity = to.CreateActivity(ActivityTypes.Message);
        activity.From = BotOf(to, NameOf(message));
        activity.ReplyToId = answered;
        activity.Text = WithSources(message);
        activity.TextFormat = message.Sender == Sender.Rep ? TextFormatTypes.Plain : TextFormatTypes.Markdown;
        activity.InputHint = InputHints.AcceptingInput;
        activity.ChannelData = MessageData.Of(message, forOwnPage: to.ChannelId != ChannelIds.Msteams);
        if (MessageData.CardOf(message) is { } card) cards.Draw(card, activity, server.Site, message.Language, ClientOf(to));
        return activity;
    }

    /// <summary>What is shown of an answer under way: typing while it goes on, and a message when it is to end with that.</summary>
    /// <param name="answered">The channel's id of the activity that it answers; null for none.</param>
    public static Activity Shown(string type, string text, ConversationReference to, string? answered)
    {
        var activity = to.CreateActivity(type);
        activity.From = BotOf(to);
        activity.ReplyToId = answered;
        activity.Text = text;
        activity.TextFormat = TextFormatTypes.Markdown;
        activity.ChannelData = MessageData.OfAssistant;
        return activity;
    }

    /// <summary>The bot as this channel knows it.</summary>
    /// <param name="name">Who speaks through it; null for the bot itself.</param>
    public static ChannelAccount BotOf(ConversationReference to, string? name = null) =>
        new() { Id = to.Bot?.Id ?? "bot", Name = name ?? to.Bot?.Name, Role = RoleTypes.Bot };

    static CardClient ClientOf(ConversationReference to) =>
        to.ChannelId != ChannelIds.Msteams ? CardClient.WebChat
        : ConversationTypes.IsGroup(to.Conversation) ? CardClient.TeamsGroup
        : CardClient.Teams;

    /// <summary>Only our own chat page draws sources by itself; elsewhere they stand below the text.</summary>
    string WithSources(Message message)
    {
        if (message.Citations is not { } stored || JsonSerializer.Deserialize<List<Citation>>(stored, JsonSerializerOptions.Web) is not { Count: > 0 } citations) return message.Text;
        var links = citations.DistinctBy(citation => (citation.File, citation.Heading)).Select(citation => server.PublicUrl is null
            ? $"{citation.Heading} ({citation.File})"
            : $"[{citation.Heading}]({new Uri(server.PublicUrl, SourceLink.PathOf(citation.File)).AbsoluteUri})");
        return $"{message.Text}\n\n{phrases.In(message.Language).Say("sources")}: {string.Join(", ", links)}";
    }

    string? NameOf(Message message) => message.Sender == Sender.Rep ? reps.Find(message.Rep)?.Name : null;
}
