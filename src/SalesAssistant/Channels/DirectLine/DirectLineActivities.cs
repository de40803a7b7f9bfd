using System.Globalization;
using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Channels.Cards;
using SalesAssistant.Conversations;
using SalesAssistant.Conversations.Files;
using SalesAssistant.Reps;

namespace SalesAssistant.Channels.DirectLine;

/// <summary>Stored messages as the activities that Direct Line's clients read.</summary>
public sealed class DirectLineActivities(CardRenderer cards, RepDirectory reps)
{
    public const string Channel = ChannelIds.DirectLine;

    /// <summary>The id of a message outside of the program.</summary>
    public static string IdOf(string conversationId, int sequence) => string.Create(CultureInfo.InvariantCulture, $"{conversationId}|{sequence:D7}");

    /// <summary>The activity for this message. A visitor's own comes back as it was sent, with our id and time.</summary>
    /// <param name="message">One that the visitor may see.</param>
    /// <param name="site">Our address as this client knows it, for links to files.</param>
    public Activity Of(Message message, Uri site)
    {
        var activity = message.Sender == Sender.Contact || message.Activity is not null ? Echo(message, site) : Said(message, site);
        activity.Id = IdOf(message.ConversationId, message.Sequence);
        activity.Timestamp = message.At;
        activity.ChannelId = Channel;
        activity.Conversation = new ConversationAccount { Id = message.ConversationId };
        return activity;
    }

    /// <summary>The answer under way as a typing activity of its stream.</summary>
    /// <param name="isFirst">This client has been shown nothing of the stream yet. Web Chat puts together what names the id of an activity that it has.</param>
    public static Activity Of(AnswerUnderWay answer, bool isFirst)
    {
        var stream = answer.StreamId!;
        var activity = new Activity
        {
            Type = ActivityTypes.Typing,
            Id = isFirst ? stream : string.Create(CultureInfo.InvariantCulture, $"{stream}.{answer.Number}"),
            Timestamp = answer.At,
            ChannelId = Channel,
            Conversation = new ConversationAccount { Id = answer.ConversationId },
            From = new ChannelAccount { Id = Assistant, Role = RoleTypes.Bot },
            Text = answer.Text,
            TextFormat = TextFormatTypes.Markdown,
            ReplyToId = IdOf(answer.ConversationId, answer.ReplyTo),
            ChannelData = MessageData.OfAssistant,
        };
        new StreamInfo(StreamTypes.Streaming, stream, answer.Number).AddTo(activity);
        return activity;
    }

    /// <summary>The number of a message of this conversation by its id; null for any other id.</summary>
    public static int? SequenceOf(string conversationId, string? id) =>
        id is not null && id.StartsWith(conversationId + "|", StringComparison.Ordinal) && int.TryParse(id.AsSpan(conversationId.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;

    const string Assistant = "assistant";

    /// <summary>
    /// A visitor's activity as it is kept and comes back: what it claims about itself that only the server can know is put right.
    /// </summary>
    public static string Kept(Activity activity, ChannelAccount from)
    {
        activity.From = from;
        activity.TextFormat = TextFormatTypes.Plain;
        (activity.Id, activity.Timestamp, activity.ServiceUrl, activity.CallerId, activity.Recipient, activity.Conversation) = (null, null, null, null, null, null);
        return ActivityJson.WriteText(activity, ActivityJsonContext.Wire.Activity);
    }

    static Activity Echo(Message message, Uri site)
    {
        if (message.Activity is not { } kept) return Words(message);
        var activity = ActivityJson.ReadText(kept, ActivityJsonContext.Wire.Activity);
        var files = MessageFile.Read(message.Files);
        for (var i = 0; i < files.Count; i++)
            activity.Attachments![activity.Attachments.Count - files.Count + i].ContentUrl = new Uri(site, files[i].Path[1..]).AbsoluteUri;
        return activity;
    }

    static Activity Words(Message message) =>
        new() { Type = ActivityTypes.Message, Text = message.Text, TextFormat = TextFormatTypes.Plain, From = new ChannelAccount { Id = "user", Role = RoleTypes.User } };

    Activity Said(Message message, Uri site)
    {
        var activity = new Activity
        {
            Type = ActivityTypes.Message,
            From = Speaker(message),
            Text = message.Text,
            // People's words are shown as they were typed; ours are Markdown.
            TextFormat = message.Sender == Sender.Rep ? TextFormatTypes.Plain : TextFormatTypes.Markdown,
            InputHint = InputHints.AcceptingInput,
            ReplyToId = message.ReplyTo is { } answered ? IdOf(message.ConversationId, answered) : null,
            ChannelData = MessageData.Of(message, forOwnPage: true),
        };
        // A message that is sent again under its id takes the place of what the client has: a card that has led on cannot be pressed again.
        if (MessageData.CardOf(message) is { } card && !(Conversations.CardAction.Of(message.UsedBy) is { } press && cards.DrawUsed(card, press, activity, message.Language))) cards.Draw(card, activity, site, message.Language);
        if (message.ChannelMessageId is { } stream) new StreamInfo(StreamTypes.Final, stream, null).AddTo(activity);
        return activity;
    }

    // A line of the product's own carries the name of the rep who speaks from there on, which the chat's header shows.
    ChannelAccount Speaker(Message message) => new()
    {
        Id = message.Sender == Sender.Rep ? "rep" : Assistant,
        Name = reps.Find(message.Rep)?.Name,
        Role = RoleTypes.Bot,
    };
}
