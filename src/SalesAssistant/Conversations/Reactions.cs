using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Assistant;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Content;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Conversations;

/// <summary>
/// What the assistant says and does about a turn. Each method reads what it needs and gives back a change to be applied: the grain
/// applies it in one unit of work with the turn, after it has looked again at who speaks. Words come from the marketers' phrases.
/// </summary>
public sealed class Reactions(
    Phrases phrases,
    AssistantOptions options,
    HandoffDesk handoffs,
    MeetingReactions meetings,
    ContactBook contacts,
    CardPresses presses,
    RepDirectory reps,
    CompanyClock clock,
    ContentLibrary content,
    RememberRules remember,
    IDbContextFactory<SalesDb> reads)
{
    /// <summary>A phrase with the names that every phrase may use.</summary>
    public string Phrase(string key, Conversation conversation, params ReadOnlySpan<(string, string?)> values) =>
        phrases.Of(conversation).Say(key, [("assistant", phrases.Of(conversation).Say("assistant")), ("company", reps.Current.Company.Name), ("visitor", conversation.VisitorName), .. values]);

    /// <summary>The suggestions under the greeting.</summary>
    public IReadOnlyList<string> QuickReplies(Conversation conversation) => phrases.Of(conversation).List("quickReplies");

    /// <summary>What is learnt of the visitor by a message: the language of our sentences, and what they tell of themselves.</summary>
    /// <param name="now">UTC.</param>
    public void Learn(Conversation conversation, int message, string text, DateTime now)
    {
        phrases.Hear(conversation, text);
        Told.Of(conversation).With(message, remember.Current.In(text), now).On(conversation);
    }

    /// <summary>Who it is that begins a conversation, as far as they have agreed to be remembered; null for all others.</summary>
    public async Task<Recalled?> Recall(ConversationStart start, DateTime now)
    {
        if (start.Person is null || options.RememberFor == TimeSpan.Zero)
            return null;
        await using var db = reads.CreateDbContext();
        return await Recalled.Find(db, start.Person, now - options.RememberFor, CancellationToken.None);
    }

    /// <summary>What the model is given.</summary>
    public async Task<TurnRequest> Request(Conversation conversation, string question, IReadOnlyList<Said> history, CancellationToken cancel)
    {
        var known = new Dictionary<string, string>();
        // A channel passes on whatever a visitor calls themselves; only what has the form of a name is one.
        if (ContactBook.NameIn(conversation.VisitorName) is { } name)
            known["name"] = name;
        if (conversation.TimeZone is { } zone)
            known["time zone"] = zone;
        var told = Told.Of(conversation);
        foreach (var earlier in (await RememberedOf(conversation, cancel))?.Beside(told) ?? [])
            known[earlier.Fact.Field] = earlier.Fact.Words;
        foreach (var fact in told.Facts)
            known[fact.Field] = fact.Words;
        return new TurnRequest(question, history, known, clock.Today, $"{conversation.ChannelId} {conversation.VisitorId ?? conversation.Id}", !Dialog.Of(conversation).AskedWhich);
    }

    /// <summary>What a button's press does. No model is asked.</summary>
    public async Task<Action<Draft>> ToAction(Conversation conversation, Turn turn, CancellationToken cancel)
    {
        var action = CardAction.Of(turn.Action);
        if (action?.Action is "slot" or "contact" && await presses.On(conversation.Id, turn.FromSequence, turn.Number, cancel) is { UsedBy: not null })
            return draft => draft.Say(Sender.Assistant, Phrase("cardUsed", draft.Conversation), turn: turn);
        return action?.Action switch
        {
            "person" => draft => HandOff(draft, turn, HandoffReason.CustomerRequest, WordsBehind(conversation), null),
            "email" => draft => AskForEmail(draft, turn),
            "meeting" => await meetings.Offer(conversation, turn, null, null, null, cancel),
            "later" => await meetings.OfferLater(conversation, turn, anotherDay: false, cancel),
            "anotherDay" => await meetings.OfferLater(conversation, turn, anotherDay: true, cancel),
            "slot" => await meetings.Choose(conversation, turn, action.Slot, cancel),
            "contact" when Dialog.Of(conversation).AsksPhone => await meetings.TakeCall(conversation, turn, action, cancel),
            "contact" => await meetings.TakeContact(conversation, turn, ContactBook.NameIn(action.Name), ContactBook.EmailIn(action.Email), cancel),
            "move" => await meetings.Move(conversation, turn, null, cancel),
            "cancel" => await meetings.Cancel(conversation, turn, cancel),
            "remember" => draft => Agree(draft, turn),
            "dontRemember" => draft => Decline(draft, turn),
            CardAction.News => await meetings.TellNews(conversation, cancel),
            // A button of another bot, or made up: a kind sentence, and nothing happens.
            _ => draft => draft.Say(Sender.Assistant, Phrase("clarify", draft.Conversation), turn: turn),
        };
    }

    /// <summary>What has become of bookings, said beside whoever speaks.</summary>
    public void TellNews(Draft draft, IReadOnlyList<(Bookings.BookingNews, Bookings.Booking)> news) => meetings.TellNews(draft, news, []);

    /// <summary>Files without a word: nobody has read them yet, and a person can.</summary>
    public void TakeFiles(Draft draft, Turn turn) =>
        draft.Say(Sender.Assistant, Phrase("filesOnly", draft.Conversation), new MessageCard.Offer(Person: draft.Conversation.HandoffId is null, Meeting: false), turn: turn);

    /// <summary>Words that continue something the assistant has begun: an address it asked for, a time it offered. Null when they don't, and the model reads them.</summary>
    public async Task<Action<Draft>?> ToDialog(Conversation conversation, Turn turn, string question, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(question))
            return draft => draft.Say(Sender.Assistant, Phrase("emptyMessage", draft.Conversation), turn: turn);
        if (question.Length > options.LongestQuestion)
            return draft => draft.Say(Sender.Assistant, Phrase("tooLong", draft.Conversation), turn: turn);
        // In a burst the last word counts.
        var last = question[(question.LastIndexOf('\n') + 1)..];
        if (remember.Current.AsksToSee(last))
        {
            var earlier = await RememberedOf(conversation, cancel);
            return draft => SayWhatIsTold(draft, turn, earlier);
        }
        if (remember.Current.AsksToForget(last) && (Told.Of(conversation).Facts.Count > 0 || conversation.RememberConsentId is not null))
            return draft => Forget(draft, turn);
        var dialog = Dialog.Of(conversation);
        if (dialog.AskedToRemember is { } asked && turn.FromSequence == asked.Sequence + 1 && remember.Current.Agrees(last) is { } agrees)
            return draft => (agrees ? (Action<Draft, Turn>)Agree : Decline)(draft, turn);
        if (dialog.AsksPhone && await meetings.TakeCall(conversation, turn, question, cancel) is { } call)
            return call;
        var (name, email) = ContactBook.ReadFrom(question);
        if (dialog.HeldBookingId is not null && (email is not null || question.Contains('@', StringComparison.Ordinal)))
            return await meetings.TakeContact(conversation, turn, name, email, cancel);
        if (dialog is { HeldBookingId: not null, EmailWithoutName: not null } && question.Length <= 60 && !question.Contains('?', StringComparison.Ordinal) && ContactBook.NameIn(question) is { } onlyName)
            return await meetings.TakeContact(conversation, turn, onlyName, null, cancel);
        if (dialog.AsksEmail && email is not null)
            return draft => TakeEmail(draft, turn, name, email);
        if (dialog.Offered is not null && meetings.ChosenByWords(conversation, dialog, question) is { } slot)
            return await meetings.Choose(conversation, turn, slot, cancel);
        if (MeetingReactions.AsksToMove(question))
            return await meetings.Move(conversation, turn, question, cancel);
        if (MeetingPhrase.AsksForCall(question) && await meetings.OfferCall(conversation, turn, question, cancel) is { } callBack)
            return callBack;
        return await meetings.Refine(conversation, turn, dialog, question, cancel);
    }

    /// <summary>What the turn's outcome means for the visitor.</summary>
    public async Task<Action<Draft>> ToOutcome(Conversation conversation, Turn turn, string question, TurnOutcome outcome, CancellationToken cancel)
    {
        var apply = outcome switch
        {
            TurnOutcome.Answered answered => draft =>
            {
                (Dialog.Of(draft.Conversation) with { Misses = 0 }).On(draft.Conversation);
                draft.Say(Sender.Assistant, InTheirLanguage(draft.Conversation, turn, answered), citations: answered.Citations, turn: turn);
            }
            ,
            TurnOutcome.Wants { Intent: Intent.OfferMeeting offer } => await meetings.Offer(conversation, turn, offer.When, offer.Meeting, question, cancel),
            TurnOutcome.Wants { Intent: Intent.CancelMeeting } => await meetings.Cancel(conversation, turn, cancel),
            TurnOutcome.Wants { Intent: Intent.HandOff handOff } => draft => HandOff(draft, turn, handOff.Reason, question, outcome.Found),
            TurnOutcome.Wants { Intent: Intent.Say say } => draft => draft.Say(Sender.Assistant, Phrase(say.Phrase, draft.Conversation), turn: turn),
            TurnOutcome.Wants { Intent: Intent.AskWhich which } => draft => draft.Say(Sender.Assistant, Phrase("askWhich", draft.Conversation), new MessageCard.QuickReplies(which.Choices), turn: turn),
            TurnOutcome.Unknown => draft => Miss(draft, turn, question, outcome),
            TurnOutcome.Failed => draft => Apologise(draft, turn, question),
            _ => throw new InvalidOperationException($"Nobody knows what to do about {outcome}."),
        };
        return draft =>
        {
            draft.Receipt = JsonSerializer.Serialize(outcome.Receipt, JsonSerializerOptions.Web);
            (Dialog.Of(draft.Conversation) with { AskedWhich = outcome is TurnOutcome.Wants { Intent: Intent.AskWhich } }).On(draft.Conversation);
            apply(draft);
        };
    }

    /// <summary>Quotes that were found in another language than the visitor's are shown as they are, with a sentence of ours before them. What a model has translated needs none.</summary>
    string InTheirLanguage(Conversation conversation, Turn turn, TurnOutcome.Answered answered)
    {
        var spoken = phrases.CodeOf(conversation.Language ?? conversation.Locale) ?? "en";
        var isForeign = turn.Shown is null && phrases.Of(conversation).Has("otherLanguage")
            && answered.Receipt.Sentences.All(sentence => sentence.Text == sentence.Citation.Quote && content.Current.Find(sentence.PassageId) is { } passage && passage.Item.Language != spoken);
        return isForeign ? $"{Phrase("otherLanguage", conversation)}\n\n{answered.Text}" : answered.Text;
    }

    /// <summary>The turn came to nothing: the visitor gets one kind sentence, and a person is told.</summary>
    public void Apologise(Draft draft, Turn turn, string question = "")
    {
        draft.Say(Sender.Assistant, Phrase("modelFailed", draft.Conversation), new MessageCard.Offer(Person: true, Meeting: true), turn: turn);
        if (draft.Conversation.HandoffId is null)
            draft.AlsoWrite(session => Open(session, draft, HandoffReason.ToolFailure, question, null));
    }

    /// <summary>Nobody has claimed in time: the next rep is told, then the visitor is offered another way.</summary>
    public void TakeHandoffsNextStep(Draft draft)
    {
        var handoff = draft.Conversation.HandoffId!;
        draft.AlsoWrite(session =>
        {
            switch (handoffs.NextStep(session, handoff, draft.Now))
            {
                case HandoffStep.Told told:
                    draft.Say(Sender.Assistant, Phrase("handoffNextRep", draft.Conversation, ("rep", told.Rep.Name)));
                    break;
                case HandoffStep.Nobody:
                    SayNobody(draft, null, "handoffNobody");
                    break;
            }
        });
    }

    /// <summary>The hub reached nobody: the visitor is told once, and our own reps still may come.</summary>
    /// <param name="hadIt">Its people had the conversation already.</param>
    public void TellHubFailed(WriteSession session, Draft draft, bool hadIt)
    {
        var handoff = draft.Conversation.HandoffId!;
        if (!HandoffDesk.NoteHub(session, handoff, HubState.Failed))
            return;
        if (hadIt)
            handoffs.Reopen(session, handoff, draft.Now);
        SayNobody(draft, null, "hubFailed");
    }

    void HandOff(Draft draft, Turn turn, HandoffReason reason, string question, IReadOnlyList<FoundPassage>? found)
    {
        if (draft.Conversation.HandoffId is not null)
        {
            draft.Say(Sender.Assistant, Phrase("handoffAlready", draft.Conversation), turn: turn);
            return;
        }
        draft.AlsoWrite(session =>
        {
            var opened = Open(session, draft, reason, question, found);
            if (opened.OpensAt is { } opens)
                SayNobody(draft, turn, "handoffOutOfHours", ("opens", Local(draft.Conversation, opens)), ("rep", opened.Told.Name));
            else
                draft.Say(Sender.Assistant, Phrase(opened.Position == 1 ? "handoffWaitingFirst" : "handoffWaiting", draft.Conversation,
                    ("rep", opened.Told.Name), ("position", opened.Position.ToString(System.Globalization.CultureInfo.InvariantCulture))), turn: turn);
        });
    }

    /// <summary>The content doesn't say: an honest sentence, the question kept for marketing, and a person told.</summary>
    void Miss(Draft draft, Turn turn, string question, TurnOutcome outcome)
    {
        var found = outcome.Found;
        var conversation = draft.Conversation;
        var dialog = Dialog.Of(conversation);
        (dialog with { Misses = dialog.Misses + 1 }).On(conversation);
        draft.AlsoWrite(session => session.Insert(new MissedQuestion
        {
            ConversationId = conversation.Id,
            Turn = turn.Number,
            Question = question,
            Topic = QuestionTopic.Of(question),
            At = draft.Now,
        }));
        if (conversation.HandoffId is not null)
        {
            draft.Say(Sender.Assistant, Phrase("dontKnowAgain", conversation), new MessageCard.Offer(Person: false, Meeting: true), turn: turn);
            return;
        }
        // Nearly found: the visitor may look there first. The second time in a row a person is told.
        if (dialog.Misses == 0 && outcome.Receipt.Confidence >= options.NearThreshold && outcome.Receipt.Confidence < options.AnswerThreshold && found is [{ } closest, ..] && IsPlain(closest.Heading) && phrases.Of(conversation).Has("closestPage"))
        {
            draft.Say(Sender.Assistant, Phrase("closestPage", conversation, ("page", closest.Heading)), new MessageCard.Offer(Person: true, Meeting: true),
                citations: [new Citation(closest.File, closest.Heading, FirstLine(closest.Text))], turn: turn);
            return;
        }
        draft.AlsoWrite(session =>
        {
            var opened = Open(session, draft, HandoffReason.MissingKnowledge, question, found);
            if (opened.OpensAt is { } opens)
            {
                draft.Say(Sender.Assistant, Phrase("dontKnowOutOfHours", conversation, ("rep", opened.Told.Name), ("opens", Local(conversation, opens))), new MessageCard.Offer(Person: false, Meeting: true), turn: turn);
                (Dialog.Of(conversation) with { AsksEmail = true }).On(conversation);
            }
            else
            {
                draft.Say(Sender.Assistant, Phrase("dontKnow", conversation, ("rep", opened.Told.Name)), new MessageCard.Offer(Person: false, Meeting: true), turn: turn);
            }
        });
    }

    static readonly System.Buffers.SearchValues<char> Markup = System.Buffers.SearchValues.Create("<>[]*_`|\\\n@#");

    /// <summary>Whether a heading can stand in a sentence of ours: no chat takes it for markup or a link, whoever wrote it.</summary>
    static bool IsPlain(string heading) =>
        heading.Length <= 120 && !heading.AsSpan().ContainsAny(Markup) && !heading.Contains("www.", StringComparison.OrdinalIgnoreCase)
        && !heading.Where((character, at) => character == ':' && at + 1 < heading.Length && !char.IsWhiteSpace(heading[at + 1])).Any();

    static string FirstLine(string text) => text.Split('\n', 2)[0];

    HandoffOpened Open(WriteSession session, Draft draft, HandoffReason reason, string question, IReadOnlyList<FoundPassage>? found)
    {
        var conversation = draft.Conversation;
        var evidence = found is null or { Count: 0 } ? null : JsonSerializer.Serialize(found, JsonSerializerOptions.Web);
        var opened = handoffs.Open(session, conversation.Id, conversation.Episode, reason, question, evidence, draft.Now);
        conversation.HandoffId = opened.HandoffId;
        conversation.Status = ConversationStatus.Open;
        return opened;
    }

    /// <summary>A promise needs a way to reach the person: without an address the visitor is asked for one.</summary>
    /// <param name="turn">The turn that this answers; null when nobody has asked just now.</param>
    void SayNobody(Draft draft, Turn? turn, string phrase, params ReadOnlySpan<(string, string?)> values)
    {
        draft.Say(Sender.Assistant, Phrase(phrase, draft.Conversation, values), new MessageCard.Offer(Person: false, Meeting: true), turn: turn);
        (Dialog.Of(draft.Conversation) with { AsksEmail = true }).On(draft.Conversation);
    }

    void SayWhatIsTold(Draft draft, Turn turn, Remembered? remembered)
    {
        var conversation = draft.Conversation;
        var book = phrases.Of(conversation);
        var told = Told.Of(conversation);
        var lines = told.Facts.Select(fact => Line(fact.Field, fact.Words)).ToList();
        if (conversation.TimeZone is { } zone)
            lines.Add(Line("timeZone", zone));
        if (ContactBook.NameIn(conversation.VisitorName) is { } name)
            lines.Insert(0, Line("name", name));
        var earlier = remembered?.Beside(told).Select(known => Line(known.Fact.Field, known.Fact.Words, known.Fact.At)).ToList() ?? [];
        var parts = new List<string>();
        if (lines.Count > 0)
            parts.Add($"{Phrase("toldThis", conversation)}\n\n{string.Join('\n', lines)}");
        if (earlier.Count > 0)
            parts.Add($"{Phrase("toldEarlier", conversation, ("day", DayOf(conversation, remembered!.Consent.GivenAt)))}\n\n{string.Join('\n', earlier)}");
        if (parts.Count == 0 && conversation.RememberConsentId is null)
            parts.Add(Phrase("toldNothing", conversation));
        else
            parts.Add(Phrase("toldHow", conversation));
        draft.Say(Sender.Assistant, string.Join("\n\n", parts), turn: turn);

        string Line(string field, string words, DateTime? at = null) =>
            $"- {(book.Has($"toldFields.{field}") ? book.Say($"toldFields.{field}") : field)}: {Unmarked(words)}{(at is { } day ? $" ({DayOf(conversation, day)})" : "")}";
    }

    async Task<Remembered?> RememberedOf(Conversation conversation, CancellationToken cancel)
    {
        if (conversation.RememberConsentId is null)
            return null;
        await using var db = reads.CreateDbContext();
        return await Remembered.Of(db, conversation, cancel);
    }

    /// <summary>The visitor's words come back as words: our sentences are Markdown.</summary>
    static string Unmarked(string words) => string.Concat(words.Select(character => Markup.Contains(character) ? ' ' : character));

    void Forget(Draft draft, Turn turn)
    {
        var conversation = draft.Conversation;
        new Told([], turn.ThroughSequence).On(conversation);
        if (conversation.RememberConsentId is not { } consentId)
        {
            draft.Say(Sender.Assistant, Phrase("toldForgotten", conversation), turn: turn);
            return;
        }
        draft.Say(Sender.Assistant, Phrase("toldForgottenAll", conversation), new MessageCard.Remembers(Agreed: false), turn: turn);
        draft.AlsoWrite(session =>
        {
            var consent = session.Db.Set<RememberConsent>().AsNoTracking().SingleOrDefault(candidate => candidate.Id == consentId);
            Remembered.Withdraw(session, consentId, except: conversation.Id);
            Remembered.Forget(conversation, consent);
        });
    }

    /// <summary>
    /// Asks, once a conversation, whether the visitor may be remembered for the next time: when this turn has brought an address, and when somebody has come
    /// back who has told something. Only where the channel vouches for who it is, and never in the middle of something.
    /// </summary>
    /// <param name="contactBefore">The contact's id before the turn.</param>
    public void AskToRemember(Draft draft, Turn turn, string? contactBefore)
    {
        var start = draft.Conversation;
        if (start is { Person: null } or { RememberConsentId: not null } or { AskedToRememberAt: not null } || options.RememberFor == TimeSpan.Zero)
            return;
        var hasComeBack = turn.Episode > 1 && start.Told is not null && Told.Of(start).Facts.Count > 0;
        // An address is written down in the unit of work, so only such a turn can have brought one.
        if (!hasComeBack && !draft.HasSteps)
            return;
        draft.AlsoWrite(_ =>
        {
            var conversation = draft.Conversation;
            if (conversation.Owner is not null || Dialog.Of(conversation) is { HeldBookingId: not null } or { Offered: not null } or { AsksTime: true } or { AsksEmail: true } || (conversation.ContactId == contactBefore && !hasComeBack))
                return;
            SayQuestion(draft, turn);
        });
    }

    void SayQuestion(Draft draft, Turn turn)
    {
        var conversation = draft.Conversation;
        var text = Phrase("rememberAsk", conversation);
        var asked = draft.Say(Sender.Assistant, text, new MessageCard.MayRemember(), turn: turn);
        conversation.AskedToRememberAt = draft.Now;
        (Dialog.Of(conversation) with { AskedToRemember = new RememberQuestion(text, phrases.CodeOf(conversation.Language ?? conversation.Locale) ?? "en", asked.Sequence) }).On(conversation);
    }

    /// <summary>The visitor's yes is kept with the very question that it answers. A press on a question of long ago is asked anew.</summary>
    void Agree(Draft draft, Turn turn)
    {
        var conversation = draft.Conversation;
        var dialog = Dialog.Of(conversation);
        if (conversation.RememberConsentId is not null)
            draft.Say(Sender.Assistant, Phrase("rememberAlready", conversation), turn: turn);
        else if (conversation.Person is not { } person || options.RememberFor == TimeSpan.Zero)
            draft.Say(Sender.Assistant, Phrase("clarify", conversation), turn: turn);
        else if (dialog.AskedToRemember is not { } question)
            SayQuestion(draft, turn);
        else
        {
            (dialog with { AskedToRemember = null }).On(conversation);
            draft.Say(Sender.Assistant, Phrase("rememberYes", conversation), new MessageCard.Remembers(Agreed: true), turn: turn);
            draft.AlsoWrite(session =>
            {
                // Given in another conversation meanwhile: it is one consent.
                if (session.Db.Set<RememberConsent>().AsNoTracking().SingleOrDefault(candidate => candidate.Person == person) is { } given)
                {
                    conversation.RememberConsentId = given.Id;
                    return;
                }
                conversation.RememberConsentId = RememberConsent.NewId();
                session.Insert(new RememberConsent
                {
                    Id = conversation.RememberConsentId,
                    Person = person,
                    Text = question.Text,
                    Version = RememberConsent.VersionOf(question.Text),
                    Language = question.Language,
                    ConversationId = conversation.Id,
                    Sequence = turn.ThroughSequence,
                    GivenAt = draft.Now,
                    UsedAt = draft.Now,
                });
            });
        }
    }

    /// <summary>A no to what was agreed before takes it back.</summary>
    void Decline(Draft draft, Turn turn)
    {
        if (draft.Conversation.RememberConsentId is not null)
        {
            Forget(draft, turn);
            return;
        }
        (Dialog.Of(draft.Conversation) with { AskedToRemember = null }).On(draft.Conversation);
        draft.Say(Sender.Assistant, Phrase("rememberNo", draft.Conversation), turn: turn);
    }

    void AskForEmail(Draft draft, Turn turn)
    {
        draft.Say(Sender.Assistant, Phrase("askEmailForReply", draft.Conversation), turn: turn);
        (Dialog.Of(draft.Conversation) with { AsksEmail = true }).On(draft.Conversation);
    }

    void TakeEmail(Draft draft, Turn turn, string? name, string email)
    {
        var conversation = draft.Conversation;
        (Dialog.Of(conversation) with { AsksEmail = false }).On(conversation);
        conversation.VisitorName = name ?? conversation.VisitorName;
        draft.AlsoWrite(session =>
        {
            conversation.ContactId = contacts.Note(session, conversation.ContactId, name, email, conversation.TimeZone, draft.Now);
            if (conversation.HandoffId is null)
                Open(session, draft, HandoffReason.CustomerRequest, WordsBehind(conversation), null);
        });
        draft.Say(Sender.Assistant, Phrase("emailThanks", conversation, ("email", email)), turn: turn);
    }

    /// <summary>A button has no question of its own: the last words before it have.</summary>
    string WordsBehind(Conversation conversation)
    {
        using var db = reads.CreateDbContext();
        return db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == conversation.Id && message.Sender == Sender.Contact && message.Text != "")
            .OrderByDescending(message => message.Sequence).Select(message => message.Text).FirstOrDefault() ?? "";
    }

    string DayOf(Conversation conversation, DateTime utc) => phrases.Of(conversation).Day(Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).InZone(meetings.ZoneOf(conversation)).Date, withYear: true);

    string Local(Conversation conversation, DateTime utc)
    {
        var zone = meetings.ZoneOf(conversation);
        var local = Instant.FromDateTimeUtc(utc).InZone(zone);
        return $"{phrases.Of(conversation).Day(local.Date)}, {local.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)} ({zone.Id})";
    }
}
