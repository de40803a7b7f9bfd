using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Messages;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;
using Transcript = SalesAssistant.BotFramework.Connector.Transcript;

namespace SalesAssistant.Channels.Hub;

/// <summary>What the engagement hub is sent, made from the tables.</summary>
public sealed class HubActivities(IDbContextFactory<SalesDb> reads, RunningServer server)
{
    /// <summary>The longest transcript, in messages; the latest ones.</summary>
    const int MostMessages = 200;

    /// <summary>The event handoff.initiate, or the visitor's message.</summary>
    public async Task<Activity> Of(HubEvent owed, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var conversation = await db.Set<Conversation>().AsNoTracking().SingleAsync(candidate => candidate.Id == owed.ConversationId, cancel);
        var reference = ReferenceOf(conversation);
        var activity = new Activity
        {
            Id = owed.Id,
            Timestamp = owed.At,
            ChannelId = conversation.ChannelId,
            ServiceUrl = server.Site.AbsoluteUri,
            From = reference.User,
            Recipient = new ChannelAccount { Id = "hub" },
            Conversation = new ConversationAccount { Id = conversation.Id },
            Locale = conversation.Locale,
        };
        var messages = db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == conversation.Id);
        if (owed.Sequence is { } sequence)
        {
            activity.Type = ActivityTypes.Message;
            activity.Text = await messages.Where(message => message.Sequence == sequence).Select(message => message.Text).SingleAsync(cancel);
            activity.TextFormat = TextFormatTypes.Plain;
            return activity;
        }
        var handoff = await db.Set<Handoff>().AsNoTracking().SingleAsync(candidate => candidate.Id == owed.HandoffId, cancel);
        var said = await messages.Where(message => message.Audience == Audience.Everyone && message.Delivery != Delivery.Discarded && message.Text != "")
            .OrderByDescending(message => message.Sequence).Take(MostMessages).ToListAsync(cancel);
        said.Reverse();
        activity.Type = ActivityTypes.Event;
        activity.Name = HandoffEventNames.InitiateHandoff;
        activity.RelatesTo = reference;
        activity.Value = JsonSerializer.SerializeToElement(new { handoff = handoff.Id, reason = handoff.Reason.ToString(), question = handoff.Question, locale = conversation.Locale }, JsonSerializerOptions.Web);
        activity.Attachments =
        [
            new Attachment
            {
                ContentType = ContentTypes.Json,
                Name = "Transcript",
                Content = JsonSerializer.SerializeToElement(new Transcript { Activities = [.. said.Select(message => Line(message, reference))] }, ActivityJsonContext.Wire.Transcript),
            },
        ];
        return activity;
    }

    static Activity Line(Message message, ConversationReference reference) => new()
    {
        Type = ActivityTypes.Message,
        Id = Transcripts.MessageId(message.ConversationId, message.Sequence),
        Timestamp = message.At,
        ChannelId = reference.ChannelId,
        Conversation = new ConversationAccount { Id = message.ConversationId },
        From = message.Sender == Sender.Contact ? reference.User : ChannelActivities.BotOf(reference),
        Text = message.Text,
        TextFormat = message.Sender is Sender.Contact or Sender.Rep ? TextFormatTypes.Plain : TextFormatTypes.Markdown,
    };

    /// <summary>Our own Direct Line is read, not called, so its conversations have no reference of a channel's.</summary>
    static ConversationReference ReferenceOf(Conversation conversation)
    {
        if (conversation.Reference is null)
            return new ConversationReference
            {
                ChannelId = conversation.ChannelId,
                Conversation = new ConversationAccount { Id = conversation.Id },
                User = new ChannelAccount { Id = conversation.VisitorId ?? "user", Name = conversation.VisitorName, Role = RoleTypes.User },
                Bot = new ChannelAccount { Id = "assistant", Role = RoleTypes.Bot },
                Locale = conversation.Locale,
            };
        var reference = ActivityJson.ReadText(conversation.Reference, ActivityJsonContext.Wire.ConversationReference);
        // What we know of the channel's address is ours.
        reference.ServiceUrlVerifiedFor = null;
        return reference;
    }
}
