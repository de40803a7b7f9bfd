using SalesAssistant.Handoffs;

namespace SalesAssistant.Conversations;

/// <summary>
/// One conversation: gives order, and has one speaker at a time. All of its writes are durable before a call returns.
/// The model is never awaited inside a call.
/// </summary>
public interface IConversationGrain : IGrainWithStringKey
{
    /// <summary>Makes the conversation if it is new and greets the visitor once. May be called any number of times.</summary>
    Task<ConversationHead> Start(ConversationStart start);

    /// <summary>Takes a message of the visitor: stored once (by its channel's id), answered soon. Returns when it is durable; null when the conversation has ended.</summary>
    Task<Received?> Receive(IncomingMessage message);

    /// <summary>The visitor ends the conversation of a client of our own: the episode is resolved, and nobody can say anything in it any more. Null when it had ended before.</summary>
    Task<Received?> End(IncomingMessage farewell);

    /// <summary>
    /// The visitor changed or took back a message. An answer still owed to it is thought again, or no longer owed; what was answered
    /// already is only written down. A message that was never taken is left at that.
    /// </summary>
    Task Amend(Amendment amendment);

    /// <summary>The visitor is writing. What was only begun waits for the rest a little longer; nothing is kept of it.</summary>
    Task NoteTyping();

    /// <summary>Somebody likes a message, or no longer does. One that isn't known is left at that.</summary>
    Task React(MessageReactions given);

    /// <summary>
    /// The visitor says whether an answer was of use, may change it, and take it back. False for what is no answer of the assistant's about the company.
    /// </summary>
    Task<bool> Rate(GivenRating given);

    /// <summary>The visitor ends the talk on a channel whose conversations go on: the episode is resolved without an answer, and the next message begins another.</summary>
    Task EndByVisitor();

    /// <summary>
    /// The channel takes nothing more for this visitor: what is owed is settled as failed under this name, and so is all that is said
    /// until <see cref="Reach"/>, or the visitor's next message.
    /// </summary>
    Task GiveUp(string why);

    /// <summary>The channel takes messages again.</summary>
    Task Reach();

    /// <summary>Whether the assistant owes an answer that it may still give.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task<bool> IsThinking();

    /// <summary>
    /// What may be shown now of the answer that this turn is thinking; null when nothing may: it is whole, or moot, or somebody else speaks.
    /// From here on it counts as shown, and whatever cuts the answer off closes it with that.
    /// </summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task<AnswerUnderWay?> Show(int turn);

    /// <summary>What the channel has made of <see cref="Show"/>: the visitor sees this text.</summary>
    /// <param name="streamId">The id under which the channel shows it; null when it shows nothing.</param>
    /// <param name="text">One that was given to be shown, or nothing.</param>
    [Orleans.Concurrency.AlwaysInterleave]
    Task NoteShown(int turn, string? streamId, string text);

    /// <summary>The visitor has stopped the answer while it was shown: it stands as it was shown, and the rest is never sent.</summary>
    Task StopAnswer(int turn);

    /// <summary>A rep takes the conversation; the first one wins. From here on the assistant is silent.</summary>
    Task<RepOutcome> Claim(string rep);

    /// <summary>The owning rep speaks. <paramref name="clientId"/> makes a repeated call harmless.</summary>
    Task<RepOutcome> Reply(string rep, string text, string? clientId = null);

    /// <summary>A private note of any rep. The visitor never sees it.</summary>
    Task<RepOutcome> AddNote(string rep, string text, string? clientId = null);

    /// <summary>The owning rep gives the conversation back to the assistant.</summary>
    Task<RepOutcome> Return(string rep, Verdict? verdict);

    /// <summary>Ends the episode with the rep's verdict. The owner may, and anybody when nobody owns it.</summary>
    Task<RepOutcome> Resolve(string rep, Verdict? verdict);

    /// <summary>The engagement hub says how the handoff stands. False when that doesn't fit the conversation, and nothing was done.</summary>
    Task<bool> TakeHubStatus(HubState state);

    /// <summary>One of the hub's people speaks. False when the hub doesn't have the conversation. <paramref name="clientId"/> makes a repeated call harmless.</summary>
    Task<bool> ReplyFromHub(string text, string? clientId);

    /// <summary>Erases the visitor from the conversation, and ends what is owed or under way in it. What they write afterwards is a stranger's.</summary>
    Task<ErasedConversation> Erase(PersonalWords words);

    /// <summary>How far a rep has read.</summary>
    Task MarkRead(int sequence);

    /// <summary>Why what was written in this epoch may no longer be sent; null when it may.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task<Obstacle?> ObstacleTo(Sender sender, int epoch);

    /// <summary>Writes down how sending a message ended.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task Settle(int sequence, Delivery delivery, string outcome, int attempts, string? channelMessageId);

    /// <summary>Looks for what is owed: turns that a crash left, handoffs that nobody claimed in time, silence that ends the episode.</summary>
    Task Wake();
}

/// <summary>What is known when a conversation starts. Null where the channel doesn't say.</summary>
/// <param name="Person">Who the visitor is, by an id that the channel vouches for and that is the same in all of their conversations; null when nobody vouches, and in a group.</param>
[GenerateSerializer, Immutable]
public sealed record ConversationStart(
    string ChannelId,
    string? VisitorId = null,
    string? VisitorName = null,
    string? Locale = null,
    string? TimeZone = null,
    string? PageUrl = null,
    string? Referrer = null,
    string? Campaign = null,
    string? Reference = null,
    string? Person = null);

/// <summary>A message of the visitor as the channel gave it.</summary>
/// <param name="IncomingId">The channel's id of it; a second one with the same id is the same message.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Action">A card's button as JSON (<see cref="CardAction"/>), null for words.</param>
/// <param name="Activity">The activity as JSON, kept for the echo.</param>
/// <param name="Start">Used when this message is the first.</param>
/// <param name="Files">The stored files that came with it, as JSON (<see cref="Files.MessageFile"/>); null for none.</param>
/// <param name="Card">The channel's id of the message with the card whose button was pressed; null for words, and where the channel doesn't say.</param>
[GenerateSerializer, Immutable]
public sealed record IncomingMessage(string? IncomingId, string Text, string? Action, string? Activity, ConversationStart Start, string? Files = null, string? Card = null);

/// <summary>A stored message as the visitor wants it now.</summary>
/// <param name="IncomingId">The channel's id of the message.</param>
/// <param name="Text">The new text; null when it was taken back.</param>
[GenerateSerializer, Immutable]
public sealed record Amendment(string IncomingId, string? Text);

/// <summary>What somebody thinks of a message.</summary>
/// <param name="ChannelMessageId">The channel's id of the message, ours or the visitor's own.</param>
/// <param name="By">Who, by the channel's id.</param>
[GenerateSerializer, Immutable]
public sealed record MessageReactions(string ChannelMessageId, IReadOnlyList<string> Added, IReadOnlyList<string> Removed, string By);

/// <summary>The number under which a message is stored.</summary>
[GenerateSerializer, Immutable]
public sealed record Received(int Sequence, DateTime At, bool Repeated);

/// <summary>What stands in a stored message's way to the channel, and as what it is therefore settled.</summary>
[GenerateSerializer, Immutable]
public sealed record Obstacle(Delivery Delivery, string Outcome)
{
    /// <summary>The speaker has changed since it was written.</summary>
    public const string SpeakerChanged = "SpeakerChanged";

    /// <summary>The visitor has stopped the answer on the channel.</summary>
    public const string StoppedByVisitor = "StoppedByVisitor";
}

/// <summary>A conversation in short.</summary>
[GenerateSerializer, Immutable]
public sealed record ConversationHead(string Id, ConversationStatus Status, string? Owner, int Epoch, int LastSequence);

/// <summary>How a rep's act ended.</summary>
public enum RepResult
{
    Done,

    /// <summary>There is no such conversation.</summary>
    NotFound,

    /// <summary>Another rep owns it.</summary>
    OwnedByOther,

    /// <summary>Nobody owns it, and this act needs an owner.</summary>
    NotOwner,

    /// <summary>team.yaml doesn't know this rep.</summary>
    UnknownRep,

    /// <summary>There is nothing to say.</summary>
    EmptyText,

    /// <summary>The visitor has ended the conversation.</summary>
    Ended,
}

/// <summary>How a rep's act ended, with the owner afterwards and the message it made.</summary>
[GenerateSerializer, Immutable]
public sealed record RepOutcome(RepResult Result, string? Owner = null, int? Sequence = null);
