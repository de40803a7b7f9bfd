using System.Text.Json;
using SalesAssistant.Assistant;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Cards;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels.Messages;

/// <summary>
/// The press of an Action.Execute on one of our cards: an invoke, whose answer replaces the card or acknowledges the press. What it does is
/// what the Action.Submit of the same card does; the assistant's answer comes as a message of its own.
/// </summary>
public sealed class CardInvokes(ConversationFeed feed, CardPresses presses, ChannelConversations conversations, ChannelReplies replies, CardRenderer cards, Phrases phrases, TimeProvider time)
{
    /// <summary>Who waits longer is shown an error by Teams; the answer comes all the same.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Carries out the press and answers it; a press that can't be read is answered with what is wrong.</summary>
    public async Task<IResult> Take(Activity activity, MessagesCaller caller, bool expectsReplies, CancellationToken cancel)
    {
        var (press, fault) = Read(activity);
        if (press is not { } said) return Answer(fault!, expectsReplies ? [] : null);
        var message = conversations.MessageOf(activity, said, caller, expectsReplies);
        var conversation = ChannelConversations.IdOf(activity);
        if (expectsReplies)
        {
            var given = await replies.To(conversation, message, cancel);
            var heard = await conversations.Of(activity).Receive(message);
            return Answer(await ResultOf(conversation, heard?.Sequence ?? 0, activity.Locale, cancel), given);
        }
        return Answer(await ResultOf(conversation, await Press(conversation, activity, message, cancel), activity.Locale, cancel), null);
    }

    /// <summary>What was pressed, or what is wrong with the invoke.</summary>
    static (IncomingActivity? Press, AdaptiveCardInvokeResponse? Fault) Read(Activity activity)
    {
        if (activity.Value is not { ValueKind: JsonValueKind.Object } value) return (null, Fault(ErrorCodes.BadRequest, "The invoke has no 'value'."));
        if (!value.TryGetProperty("action", out var action) || action.ValueKind != JsonValueKind.Object) return (null, Fault(ErrorCodes.BadRequest, "The invoke's value has no 'action'."));
        if (StringIn(action, "type") is not "Action.Execute") return (null, Fault(ErrorCodes.NotSupported, "Only actions of the type 'Action.Execute' are supported."));
        // No card of ours asks for this; nobody has pressed anything.
        if (StringIn(value, "trigger") is "automatic") return (null, Fault(ErrorCodes.NotSupported, "This card does not refresh itself."));
        return IncomingActivity.Press(action.TryGetProperty("data", out var data) ? data : default, StringIn(action, "verb")) is { } press
            ? (press, null)
            : (null, Fault(ErrorCodes.BadRequest, "The action has neither a 'verb' nor data with an 'action'."));
    }

    /// <summary>Takes the press, and waits for the assistant's answer to it as long as one is to be expected.</summary>
    /// <returns>The number of the press; 0 when the conversation has ended.</returns>
    async Task<int> Press(string conversationId, Activity activity, IncomingMessage message, CancellationToken cancel)
    {
        var news = new SemaphoreSlim(0);
        using (feed.Subscribe(conversationId, _ => news.Release()))
        {
            var grain = conversations.Of(activity);
            if (await grain.Receive(message) is not { Sequence: var press }) return 0;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            using var timer = time.CreateTimer(_ => patience.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
            try
            {
                while (await grain.IsThinking()) await news.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // The answer comes as a message; the press is acknowledged.
            }
            return press;
        }
    }

    /// <summary>What the press has come to by now: the card without its buttons when it was used up, else a word that it was heard.</summary>
    async Task<AdaptiveCardInvokeResponse> ResultOf(string conversationId, int press, string? locale, CancellationToken cancel)
    {
        return await presses.On(conversationId, press, null, cancel) is ({ } card, { } used, var language) && cards.Used(card, used, language) is { } left
            ? new() { StatusCode = 200, Type = ContentTypes.AdaptiveCard, Value = left }
            : Noted(locale);
    }

    AdaptiveCardInvokeResponse Noted(string? locale) => new() { StatusCode = 200, Type = ContentTypes.ActivityMessage, Value = JsonSerializer.SerializeToElement(phrases.In(locale).Say("cardNoted")) };

    static AdaptiveCardInvokeResponse Fault(string code, string message) => new()
    {
        StatusCode = 400,
        Type = ContentTypes.Error,
        Value = JsonSerializer.SerializeToElement(new { code, message }, JsonSerializerOptions.Web),
    };

    static IResult Answer(AdaptiveCardInvokeResponse response, IReadOnlyList<Activity>? given) => given is null
        ? WireResults.Ok(response, ActivityJsonContext.Wire.AdaptiveCardInvokeResponse)
        : WireResults.Ok(
            new ExpectedReplies { Activities = [.. given], Body = JsonSerializer.SerializeToElement(response, ActivityJsonContext.Wire.AdaptiveCardInvokeResponse) },
            ActivityJsonContext.Wire.ExpectedReplies);

    static string? StringIn(JsonElement value, string name) =>
        value.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.String ? property.GetString() : null;
}
