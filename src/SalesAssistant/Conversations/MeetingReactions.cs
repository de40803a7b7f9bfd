using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Assistant;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.When;
using SalesAssistant.Contacts;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Mails;
using SalesAssistant.Reps;

namespace SalesAssistant.Conversations;

/// <summary>
/// What the assistant says and does about meetings: offers, holds, books, cancels. A time is only ever one that we offered (its id is
/// signed), name and address only what the visitor typed, and the confirmation is written from the stored row.
/// </summary>
public sealed partial class MeetingReactions(
    Phrases phrases, RepDirectory reps, MeetingCatalog meetings, SlotOffers offers, BookingDesk desk, BookingBook bookings, ContactBook contacts, MeetingBrief brief, MeetingWords inWords, MailAccount mail, WallClock clock, IDbContextFactory<SalesDb> reads)
{
    const int AtOnce = 6;

    /// <summary>More words than this are a message of their own, for the model to read.</summary>
    const int LongestRefinement = 14;

    /// <inheritdoc cref="LongestRefinement"/>
    const int LongestTimeAnswer = 8;

    /// <summary>The visitor's zone when it is known, else the company's.</summary>
    public DateTimeZone ZoneOf(Conversation conversation) =>
        KnownZoneOf(conversation) ?? reps.Current.Company.TimeZone;

    /// <summary>Null when nobody has said it, or said one that there isn't.</summary>
    static DateTimeZone? KnownZoneOf(Conversation conversation) => conversation.TimeZone is { } zone ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) : null;

    /// <summary>Offers free times that suit the visitor's words, or asks which time or which kind of meeting they mean.</summary>
    /// <param name="when">Their words about time; null for any.</param>
    /// <param name="kind">The id of a kind of meeting, or their words about it; null when they said nothing about that.</param>
    /// <param name="question">All that they said; null when a button was pressed.</param>
    public async Task<Action<Draft>> Offer(Conversation conversation, Turn turn, string? when, string? kind, string? question, CancellationToken cancel)
    {
        var types = meetings.Current;
        var meant = kind is not null && types.Find(kind) is { } known ? new MeetingMeaning([known]) : MeetingPhrase.Read(kind, types);
        if (meant.Meetings.Count == 0)
            meant = MeetingPhrase.Read(question, types);
        var offer = await OfferOf(conversation, turn, new Search(ZoneOf(conversation), When: when is null ? null : TelephoneNumbers.Without(when)), meant, cancel);
        return WithNumber(conversation, question, offer);
    }

    /// <summary>Offers times of the kind of meeting that is meant, or asks which one is.</summary>
    async Task<Action<Draft>> OfferOf(Conversation conversation, Turn turn, Search search, MeetingMeaning meant, CancellationToken cancel)
    {
        if (meant.Meetings.Count < 2)
            return await OfferBy(conversation, turn, meant.Meetings is [var one] ? search with { Meeting = one.Id, Before = search.Before ?? Introduce(phrases.Of(conversation), one, meant) } : search, cancel);
        var book = phrases.Of(conversation);
        var list = book.Or([.. meant.Meetings.Select(type => book.Say("meetingInList", ("title", type.Title), ("minutes", Number(type.DurationMinutes))))]);
        return draft =>
        {
            (Dialog.Of(draft.Conversation) with { AsksMeeting = [.. meant.Meetings.Select(type => type.Id)], Offered = null, OfferedWhen = search.When, AsksTime = false }).On(draft.Conversation);
            draft.Say(Sender.Assistant, book.Say("askMeeting", ("list", list)), new MessageCard.QuickReplies([.. meant.Meetings.Select(type => type.Title)]), turn: turn);
        };
    }

    /// <summary>Which kind of meeting the times are of, where there are several; and whether it is what was asked for.</summary>
    string? Introduce(PhraseBook book, MeetingType type, MeetingMeaning meant) => meetings.Current.All.Count < 2 ? null : book.Say(
        meant switch
        {
            { Limit: MeetingLimit.Longest } => "meetingLongest",
            { Limit: MeetingLimit.Shortest } => "meetingShortest",
            { MinutesSaid: not null } => "meetingClosest",
            _ => "offerMeeting",
        }, ("title", type.Title), ("minutes", Number(type.DurationMinutes)), ("wished", meant.MinutesSaid is { } wished ? Number(wished) : null));

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Offers times after the last ones: later, or from the next day on.</summary>
    public async Task<Action<Draft>> OfferLater(Conversation conversation, Turn turn, bool anotherDay, CancellationToken cancel)
    {
        var dialog = Dialog.Of(conversation);
        if (dialog.Offered is not { Count: > 0 } offered)
            return await OfferBy(conversation, turn, new Search(ZoneOf(conversation)) { Meeting = dialog.OfferedMeeting }, cancel);
        var zone = ZoneOf(conversation);
        var from = anotherDay
            ? zone.AtStartOfDay(Instant.FromDateTimeUtc(Utc(offered[0].Start)).InZone(zone).Date.PlusDays(1)).ToDateTimeUtc()
            : Utc(offered[^1].Start).AddMinutes(1);
        return await OfferBy(conversation, turn, Search.Of(dialog, zone) with { From = from, IsOfDay = false }, cancel);
    }

    /// <summary>Words that change what was offered, or answer which time was meant: "something later", "another day", "with someone else", "what about Friday?", "I'm in New York". Null when they are something else.</summary>
    public async Task<Action<Draft>?> Refine(Conversation conversation, Turn turn, Dialog dialog, string words, CancellationToken cancel)
    {
        var length = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (dialog is { Offered: null, AsksTime: false, AsksMeeting: null } || length > LongestRefinement)
            return null;
        var zone = ZoneOf(conversation);
        var search = Search.Of(dialog, zone);
        var before = TypeOf(search);
        var meant = MeetingPhrase.Read(words, meetings.Current, before);
        if (dialog.AsksMeeting is { } asked)
            meant = Among(asked, words, meant);
        if (meant.Meetings.Count > 0 && (dialog.AsksMeeting is not null || meant.Limit != MeetingLimit.None || !meant.Meetings.Contains(before)))
            return await OfferOf(conversation, turn, SaysTime(Read(conversation, words, zone)) ? search with { When = words } : search, meant, cancel);
        if (ZonePhrase.Read(words) is { } theirs)
            return await OfferBy(conversation, turn, search with { Zone = theirs, IsZoneSaid = true }, cancel);
        var meaning = Read(conversation, words, zone);
        switch (meaning.Change)
        {
            case WhenChange.Later when meaning.Readings.Count == 0:
                return await OfferLater(conversation, turn, anotherDay: false, cancel);
            case WhenChange.AnotherDay when meaning.Readings.Count == 0:
                return await OfferLater(conversation, turn, anotherDay: true, cancel);
            case WhenChange.Earlier when dialog.Offered is { Count: > 0 } offered:
                return await OfferBy(conversation, turn, search with { To = Utc(offered[0].Start), IsOfDay = false }, cancel);
            case WhenChange.AnotherHost:
                return await OfferBy(conversation, turn, search with { OnlyHost = null, ExceptHosts = [.. search.ExceptHosts, .. dialog.OfferedHosts ?? []] }, cancel);
        }

        if (HostNamed(words, before) is { } host)
            return await OfferBy(conversation, turn, search with { OnlyHost = host.Email, ExceptHosts = [] }, cancel);
        return SaysTime(meaning) && length <= LongestTimeAnswer ? await OfferBy(conversation, turn, search with { When = words }, cancel) : null;
    }

    static bool SaysTime(WhenMeaning meaning) => meaning.Readings.Count > 0 || meaning.Except.Count > 0 || meaning.Fault != WhenFault.None;

    /// <summary>Which of the kinds of meeting that were asked about is the answer: by name, or "the second one"; whoever doesn't mind gets the first.</summary>
    MeetingMeaning Among(IReadOnlyList<string> asked, string words, MeetingMeaning meant)
    {
        var types = meetings.Current.All.Where(type => asked.Contains(type.Id)).ToList();
        var ordinal = Ordinal().Match(words);
        var place = ordinal.Success ? Array.FindIndex(Ordinals, names => names.Contains(ordinal.Groups[1].Value.ToLowerInvariant())) : NoMatter().IsMatch(words) ? 0 : -1;
        return place >= 0 && place < types.Count ? new([types[place]]) : meant with { Meetings = [.. meant.Meetings.Where(types.Contains)] };
    }

    MeetingType TypeOf(Search search) => (search.Meeting is { } id ? meetings.Current.Find(id) : null) ?? meetings.Current.First;

    async Task<Action<Draft>> OfferBy(Conversation conversation, Turn turn, Search search, CancellationToken cancel)
    {
        var meaning = Read(conversation, search.When, search.Zone);
        if (search.From is null && search.To is null && Unclear(meaning, phrases.Of(conversation)) is { } question)
            return draft =>
            {
                (Dialog.Of(draft.Conversation) with { AsksTime = true, Offered = null, OfferedMeeting = search.Meeting, AsksMeeting = null }).On(draft.Conversation);
                draft.Say(Sender.Assistant, question, new MessageCard.Offer(Person: false, Meeting: true), turn: turn);
            };
        // After "later" and "another day" the days that were asked for have been seen; the time of day still counts.
        var wish = search.IsOfDay || meaning.Wish is not { } seen ? meaning.Wish : seen with { FirstDate = null, LastDate = null, Or = [] };
        var free = await Find(conversation, search, wish, cancel);
        if (CallWithin(conversation, search, wish, free) is { } call)
            return await Hold(conversation, turn, call.Id, free, search, cancel);
        return draft =>
        {
            if (search.IsZoneSaid)
                draft.Conversation.TimeZone = search.Zone.Id;
            SayOffer(draft, turn, search.Before, free, search);
        };
    }

    WhenMeaning Read(Conversation conversation, string? words, DateTimeZone zone) =>
        WhenPhrase.Read(words, Now().InZone(zone).LocalDateTime, zone, reps.Current.Company.TimeZone, phrases.CodeOf(conversation.Language ?? conversation.Locale));

    /// <summary>What is to be said about words that can't be followed as they are; null when they can.</summary>
    static string? Unclear(WhenMeaning meaning, PhraseBook book) => meaning switch
    {
        { Fault: WhenFault.NoSuchDay } => book.Say("timeNoSuchDay"),
        { Fault: WhenFault.NoSuchTime } => book.Say("timeNoSuchTime"),
        { Fault: WhenFault.Contradiction } => book.Say("timeContradiction"),
        { Fault: WhenFault.Skipped } => book.Say("timeSkipped"),
        // "We moved in May 2025" is no wish; a day and a time are one.
        { Fault: WhenFault.Past } when meaning.Readings.All(reading => reading.Kind is WhenKind.Date or WhenKind.DateTime) => book.Say("timePast"),
        { IsAmbiguous: true } => book.Say("clarifyTime", ("first", Words(meaning.Readings[0], book)), ("second", Words(meaning.Readings[1], book))),
        _ => null,
    };

    static string Words(WhenReading reading, PhraseBook book)
    {
        var start = (reading.Start ?? reading.End)!.Value;
        var day = reading.Kind is WhenKind.Time or WhenKind.TimeRange ? null : book.Day(start.Date, withYear: true);
        var time = reading.Kind is WhenKind.Date or WhenKind.DateRange ? null : start.ToString("HH:mm", CultureInfo.InvariantCulture);
        return string.Join(", ", new[] { day, time }.OfType<string>());
    }

    /// <summary>The host of the offered kind of meeting who is named with "with", or with the full name.</summary>
    Rep? HostNamed(string words, MeetingType type) => type.HostsIn(reps.Current).Select(host => host.Rep).FirstOrDefault(rep =>
        words.Contains(rep.Name, StringComparison.OrdinalIgnoreCase)
        || Regex.IsMatch(words, $@"\bwith\s+{Regex.Escape(rep.Name.Split(' ')[0])}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    /// <summary>"Can we move my meeting to Friday?"</summary>
    public static bool AsksToMove(string words) => words.Length <= 200 && MoveWords().IsMatch(words);

    /// <summary>Offers other times for the visitor's next meeting of this conversation; it stands until one is chosen.</summary>
    public async Task<Action<Draft>> Move(Conversation conversation, Turn turn, string? when, CancellationToken cancel)
    {
        var book = phrases.Of(conversation);
        if (await bookings.NextOf(conversation.Id, Now().ToDateTimeUtc(), cancel) is not { } next)
            return draft => draft.Say(Sender.Assistant, book.Say("bookingNone"), new MessageCard.Offer(Person: true, Meeting: true), turn: turn);
        if (next.State != BookingState.Confirmed)
            return draft => draft.Say(Sender.Assistant, book.Say("bookingBusy"), turn: turn);
        var zone = ZoneOf(conversation);
        var search = new Search(zone, when) { Meeting = next.MeetingTypeId, OnlyHost = HostOf(next), HoldsCalls = false, Before = book.Say("moveTo", ("title", next.Title), ("host", inWords.HostName(next.HostEmail)), ("when", inWords.When(next, zone, book))) };
        var offer = await OfferBy(conversation, turn, search, cancel);
        return draft =>
        {
            (Dialog.Of(draft.Conversation) with { MovesBookingId = next.Id }).On(draft.Conversation);
            offer(draft);
        };
    }

    /// <summary>The host, while that rep still holds such meetings.</summary>
    string? HostOf(Booking booking) =>
        meetings.Current.Find(booking.MeetingTypeId)?.HostsIn(reps.Current).Any(host => host.Rep.IsAt(booking.HostEmail)) == true ? booking.HostEmail : null;

    void MoveTo(WriteSession session, Draft draft, Turn turn, string bookingId, string? slotId, BusyElsewhere? elsewhere, IReadOnlyList<OfferedSlot> others, DateTimeZone zone)
    {
        var result = desk.Move(session, bookingId, slotId, elsewhere, draft.Now);
        if (result is not { Outcome: BookingOutcome.Moved or BookingOutcome.Moving or BookingOutcome.Creating or BookingOutcome.Busy, Booking: { } booking })
        {
            SayTaken(draft, turn, result.Outcome, others, slotId, zone);
            return;
        }
        new Dialog { Misses = Dialog.Of(draft.Conversation).Misses }.On(draft.Conversation);
        if (result.Outcome == BookingOutcome.Moved)
            SayConfirmation(draft, turn, "bookingMoved", booking, zone);
        else
            draft.Say(Sender.Assistant, inWords.Say(phrases.Of(draft.Conversation), result.Outcome switch { BookingOutcome.Moving => "bookingMoving", BookingOutcome.Creating => "bookingCreating", _ => "bookingBusy" }, booking, zone), turn: turn);
    }

    static string? Language(Conversation conversation) => conversation.Language ?? conversation.Locale;

    /// <summary>The visitor chose a time: it is held, and booked at once when we know for whom.</summary>
    public async Task<Action<Draft>> Choose(Conversation conversation, Turn turn, string? slotId, CancellationToken cancel)
    {
        var search = new Search(ZoneOf(conversation)) { Meeting = Dialog.Of(conversation).OfferedMeeting };
        return await Hold(conversation, turn, slotId, await Find(conversation, search, null, cancel), null, cancel);
    }

    /// <param name="others">What is offered when it can't be had.</param>
    /// <param name="search">What was looked for when nobody has chosen it yet; null when the visitor has.</param>
    async Task<Action<Draft>> Hold(Conversation conversation, Turn turn, string? slotId, IReadOnlyList<OfferedSlot> others, Search? search, CancellationToken cancel)
    {
        var book = phrases.Of(conversation);
        var zone = ZoneOf(conversation);
        var contact = await ContactOf(conversation, cancel);
        // What the hosts' calendars hold is read here, beside the grain's calls; within the unit of work nothing is.
        var elsewhere = await desk.LookElsewhere(slotId, cancel);
        if (Dialog.Of(conversation).MovesBookingId is { } moves)
            return draft => draft.AlsoWrite(session => MoveTo(session, draft, turn, moves, slotId, elsewhere, others, zone));
        var told = contact is null ? null : await brief.Write(conversation, cancel);
        return draft => draft.AlsoWrite(session =>
        {
            if (search is not null)
                Remember(draft, search, others);
            var held = desk.Hold(session, slotId, zone.Id, draft.Conversation.Id, elsewhere, draft.Now);
            if (held is not { Outcome: BookingOutcome.Held, Booking: { } booking })
                SayTaken(draft, turn, held.Outcome, others, slotId, zone);
            else if (meetings.Current.Find(booking.MeetingTypeId)?.Kind == MeetingKind.Phone)
                AskForCall(draft, turn, booking, slotId, contact, isChosen: search is null);
            else if (contact is { Name: { } name, Email: { } email })
                Confirm(session, draft, turn, booking.Id, slotId, new Attendee(name, email, zone.Id, contact.Id, Brief: told, Language: Language(draft.Conversation)), elsewhere, others, zone);
            else
            {
                var consent = book.Say("consent");
                (Dialog.Of(draft.Conversation) with { HeldBookingId = booking.Id, HeldSlotId = slotId, Offered = null, AsksTime = false, EmailWithoutName = null, ConsentShown = consent }).On(draft.Conversation);
                draft.Say(Sender.Assistant, $"{book.Say("askContact")} {consent}".Trim(), new MessageCard.ContactForm(contact?.Name ?? draft.Conversation.VisitorName, contact?.Email), turn: turn);
            }
        });
    }

    /// <summary>Name and address as the visitor typed them: books the time that is held.</summary>
    public async Task<Action<Draft>> TakeContact(Conversation conversation, Turn turn, string? name, string? email, CancellationToken cancel)
    {
        var book = phrases.Of(conversation);
        var zone = ZoneOf(conversation);
        var dialog = Dialog.Of(conversation);
        var others = await Find(conversation, new Search(zone) { Meeting = dialog.OfferedMeeting }, null, cancel);
        name ??= (await ContactOf(conversation, cancel))?.Name ?? conversation.VisitorName;
        email ??= dialog.EmailWithoutName;
        if (email is null)
            return draft => draft.Say(Sender.Assistant, book.Say("askContactAgain"), new MessageCard.ContactForm(name, null), turn: turn);
        if (name is null)
            return draft =>
            {
                (Dialog.Of(draft.Conversation) with { EmailWithoutName = email }).On(draft.Conversation);
                draft.Say(Sender.Assistant, book.Say("askName"), new MessageCard.ContactForm(null, email), turn: turn);
            };
        var elsewhere = dialog.HeldSlotId is null ? null : await desk.LookElsewhere(dialog.HeldSlotId, cancel);
        var told = await brief.Write(conversation, cancel);
        return draft => draft.AlsoWrite(session =>
        {
            draft.Conversation.VisitorName = name;
            draft.Conversation.ContactId = contacts.Note(session, draft.Conversation.ContactId, name, email, zone.Id, draft.Now);
            var attendee = new Attendee(name, email, zone.Id, draft.Conversation.ContactId, dialog.ConsentShown, told, Language: Language(draft.Conversation));
            if (dialog.HeldBookingId is { } held)
                Confirm(session, draft, turn, held, dialog.HeldSlotId, attendee, elsewhere, others, zone);
            else
                SayOffer(draft, turn, null, others, new Search(zone) { Meeting = dialog.OfferedMeeting });
        });
    }

    /// <summary>Cancels the visitor's next meeting of this conversation.</summary>
    public async Task<Action<Draft>> Cancel(Conversation conversation, Turn turn, CancellationToken cancel)
    {
        var book = phrases.Of(conversation);
        var next = await bookings.NextOf(conversation.Id, Now().ToDateTimeUtc(), cancel);
        if (next is null)
            return draft => draft.Say(Sender.Assistant, book.Say("bookingNone"), new MessageCard.Offer(Person: true, Meeting: true), turn: turn);
        return draft => draft.AlsoWrite(session =>
        {
            var result = desk.Cancel(session, next.Id, draft.Now);
            draft.Say(Sender.Assistant, result.Outcome switch
            {
                BookingOutcome.Cancelled => inWords.Say(book, "bookingCancelled", next, ZoneOf(draft.Conversation)),
                BookingOutcome.Cancelling => inWords.Say(book, "bookingCancelling", next, ZoneOf(draft.Conversation)),
                _ => book.Say("bookingNone"),
            }, turn: turn);
        });
    }

    /// <summary>The offered time that a few words such as "the second one" or "14:30" mean; null when they mean none or several.</summary>
    public string? ChosenByWords(Conversation conversation, Dialog dialog, string words)
    {
        if (dialog.Offered is not { Count: > 0 } offered || words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > 8)
            return null;
        var ordinal = Ordinal().Match(words);
        if (ordinal.Success)
        {
            var index = Array.FindIndex(Ordinals, names => names.Contains(ordinal.Groups[1].Value.ToLowerInvariant()));
            return index >= 0 && index < offered.Count ? offered[index].SlotId : ordinal.Groups[1].Value.Equals("last", StringComparison.OrdinalIgnoreCase) ? offered[^1].SlotId : null;
        }
        var wish = Read(conversation, words, ZoneOf(conversation)).Wish;
        if (wish is null || (wish.At is null && !words.Any(char.IsDigit)))
            return null;
        var fitting = offered.Where(choice => wish.Allows(Instant.FromDateTimeUtc(Utc(choice.Start)), Instant.FromDateTimeUtc(Utc(choice.Start)), ZoneOf(conversation))).ToList();
        return fitting.Count == 1 ? fitting[0].SlotId : null;
    }

    void Confirm(WriteSession session, Draft draft, Turn turn, string bookingId, string? slotId, Attendee attendee, BusyElsewhere? elsewhere, IReadOnlyList<OfferedSlot> others, DateTimeZone zone)
    {
        var key = $"{draft.Conversation.Id}-{turn.Number}";
        var result = desk.Confirm(session, bookingId, attendee, key, draft.Now);
        // The hold ran out while the visitor typed: whoever is first has it, and that may still be this visitor.
        if (result.Outcome is BookingOutcome.Expired or BookingOutcome.NotFound)
            result = desk.Book(session, slotId, attendee, key, draft.Conversation.Id, elsewhere, draft.Now);
        if (result is not { Outcome: BookingOutcome.Confirmed or BookingOutcome.Creating or BookingOutcome.Repeated, Booking: { } booking })
        {
            SayTaken(draft, turn, result.Outcome, others, slotId, zone);
            return;
        }
        var dialog = Dialog.Of(draft.Conversation);
        new Dialog { Misses = dialog.Misses, AsksEmail = dialog.AsksEmail }.On(draft.Conversation);
        // Another calendar than the embedded one is asked first; how it ends is news.
        if (booking.State == BookingState.Confirmed)
            SayConfirmation(draft, turn, "booked", booking, zone);
        else
            draft.Say(Sender.Assistant, inWords.Say(phrases.Of(draft.Conversation), "bookingCreating", booking, zone), turn: turn);
    }

    /// <summary>Written from the stored row.</summary>
    void SayConfirmation(Draft draft, Turn? turn, string phrase, Booking booking, DateTimeZone zone, BookingAct? act = null)
    {
        var book = phrases.Of(draft.Conversation);
        var said = SayOf(book, phrase, booking, zone, act);
        // Without a way to send any, no e-mail is promised.
        if (phrase is "booked" or "repBooked" && booking.Email is not null && mail.IsOn)
            said = $"{said} {inWords.Say(book, "bookedByMail", booking, zone)}";
        Speak(draft, said,
            new MessageCard.Confirmation(booking.Id, booking.Title, inWords.HostName(booking.HostEmail), MeetingWords.Times(booking, zone, book), zone.Id, booking.Start, booking.End, booking.JoinUrl ?? booking.Location, booking.Phone), turn);
    }

    /// <param name="act">What one of the company's people has done; null when the visitor wished it.</param>
    string SayOf(PhraseBook book, string phrase, Booking booking, DateTimeZone zone, BookingAct? act)
    {
        // An Admin who is no rep speaks for the company.
        var said = inWords.Say(book, phrase, booking, zone, rep: act is null ? null : reps.Find(act.By)?.Name ?? reps.Current.Company.Name);
        return act?.Reason is null ? said : $"{said} {book.Say("repReason", ("reason", act.Reason))}";
    }

    /// <summary>What a rep has booked is what this conversation is about from now on: whom it is for is known, and nothing is held beside it.</summary>
    static void TakeOver(Draft draft, Booking booking)
    {
        draft.Conversation.ContactId ??= booking.ContactId;
        draft.Conversation.VisitorName ??= booking.Name;
        new Dialog { Misses = Dialog.Of(draft.Conversation).Misses }.On(draft.Conversation);
    }

    /// <summary>The assistant says it, or the product itself while a rep speaks.</summary>
    static void Speak(Draft draft, string text, MessageCard? card, Turn? turn)
    {
        if (draft.Conversation.Owner is { } owner)
            draft.Say(Sender.System, text, card, rep: owner);
        else
            draft.Say(Sender.Assistant, text, card, turn: turn);
    }

    // --- what has become of a booking meanwhile ---------------------------------------------------------------------------------------

    /// <summary>What this conversation has not heard yet of its bookings, in order.</summary>
    public static async Task<IReadOnlyList<(BookingNews News, Booking Booking)>> News(SalesDb db, string conversationId, CancellationToken cancel)
    {
        var pending = await (
            from news in db.Set<BookingNews>().AsNoTracking()
            join booking in db.Set<Booking>().AsNoTracking() on news.BookingId equals booking.Id
            where news.ConversationId == conversationId && news.State == BookingNewsState.Pending
            orderby news.At
            select new { news, booking }).ToListAsync(cancel);
        return [.. pending.Select(one => (one.news, one.booking))];
    }

    /// <summary>Says what has become of the bookings, with other times where one is needed.</summary>
    public async Task<Action<Draft>> TellNews(Conversation conversation, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var news = await News(db, conversation.Id, cancel);
        var lost = news.FirstOrDefault(one => one.News.Kind is BookingNewsKind.Failed or BookingNewsKind.MoveFailed or BookingNewsKind.HostCancelled or BookingNewsKind.NoShow).Booking;
        var others = lost is null ? [] : await Find(conversation, new Search(ZoneOf(conversation)) { Meeting = lost.MeetingTypeId }, null, cancel);
        return draft => TellNews(draft, news, others);
    }

    /// <summary>Says them in the unit that settles them, so that each is said once.</summary>
    public void TellNews(Draft draft, IReadOnlyList<(BookingNews News, Booking Booking)> news, IReadOnlyList<OfferedSlot> others) => draft.AlsoWrite(session =>
    {
        foreach (var (one, booking) in news)
        {
            var isFirst = session.Execute("""UPDATE "BookingNews" SET "State" = 'Told', "ToldAt" = @now WHERE "Id" = @id AND "State" = 'Pending'""", ("@now", draft.Now), ("@id", one.Id)) == 1;
            if (!isFirst)
                continue;
            var act = one.Kind is BookingNewsKind.Reminder or BookingNewsKind.NoShow ? null : BookingAct.Untold(session, booking.Id);
            if (act is not null)
                BookingAct.SettleAll(session, booking.Id, draft.Now);
            if (draft.Conversation.EndedAt is null && !IsMoot(one, booking, draft.Now))
                Tell(draft, one, booking, act, others);
        }
    });

    /// <summary>Whether it was true when it was written and is no longer: a reminder of a meeting that was moved or called off since, or of one that runs.</summary>
    static bool IsMoot(BookingNews news, Booking booking, DateTime now) => news.Kind switch
    {
        BookingNewsKind.Reminder => booking.State != BookingState.Confirmed || booking.Sequence != news.Sequence || booking.Start <= now,
        BookingNewsKind.NoShow => booking.Outcome != MeetingOutcome.NoShow,
        _ => false,
    };

    /// <param name="act">What one of the company's people has done, if that is what the news is of; null when the visitor wished it, or the host's calendar says so.</param>
    void Tell(Draft draft, BookingNews news, Booking booking, BookingAct? act, IReadOnlyList<OfferedSlot> others)
    {
        var zone = ZoneOf(draft.Conversation);
        var book = phrases.Of(draft.Conversation);
        switch (news.Kind)
        {
            case BookingNewsKind.Confirmed or BookingNewsKind.Moved when act is not null:
                TakeOver(draft, booking);
                SayConfirmation(draft, null, act.Kind == BookingActKind.Booked ? "repBooked" : "repMoved", booking, zone, act);
                break;
            case BookingNewsKind.Cancelled when act is not null:
                Speak(draft, SayOf(book, "repCancelled", booking, zone, act), draft.Conversation.Owner is null ? new MessageCard.Offer(Person: false, Meeting: true) : null, null);
                break;
            // The visitor has not heard of what was tried; the note below says it to the reps.
            case BookingNewsKind.Failed or BookingNewsKind.MoveFailed or BookingNewsKind.Delayed when act is not null:
                break;
            case BookingNewsKind.Confirmed:
                SayConfirmation(draft, null, "booked", booking, zone);
                break;
            case BookingNewsKind.Moved:
                SayConfirmation(draft, null, "bookingMoved", booking, zone);
                break;
            case BookingNewsKind.HostMoved:
                SayConfirmation(draft, null, "hostMoved", booking, zone);
                break;
            case BookingNewsKind.Reminder:
                SayConfirmation(draft, null, "bookingReminder", booking, zone);
                break;
            case BookingNewsKind.Delayed:
                Speak(draft, inWords.Say(book, "bookingDelayed", booking, zone), null, null);
                break;
            case BookingNewsKind.Cancelled:
                Speak(draft, inWords.Say(book, "bookingCancelled", booking, zone), null, null);
                break;
            case BookingNewsKind.Declined:
                Speak(draft, inWords.Say(book, "bookingDeclined", booking, zone), null, null);
                break;
            case BookingNewsKind.Failed or BookingNewsKind.MoveFailed or BookingNewsKind.HostCancelled or BookingNewsKind.NoShow:
                var why = news.Kind switch
                {
                    BookingNewsKind.HostCancelled => "hostCancelled",
                    BookingNewsKind.NoShow => "bookingNoShow",
                    BookingNewsKind.MoveFailed => "moveFailed",
                    _ when booking.Replaces is not null => "moveFailed",
                    _ => news.Reason == "Taken" ? "slotTaken" : "bookingFailed",
                };
                if (draft.Conversation.Owner is null)
                    SayOffer(draft, null, inWords.Say(book, why, booking, zone), [.. others.Where(slot => slot.Start != booking.Start || slot.HostEmail != booking.HostEmail)], new Search(zone) { Meeting = booking.MeetingTypeId });
                else
                    Speak(draft, inWords.Say(book, why, booking, zone), null, null);
                break;
        }
        // Reps read in the company's language, whatever the visitor speaks.
        if (phrases.Current.Has($"notes.{Camel(news.Kind)}"))
            draft.Note(Sender.System, inWords.Say(phrases.Current, $"notes.{Camel(news.Kind)}", booking, zone, news.Reason), rep: null);
    }

    static string Camel(BookingNewsKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    void SayTaken(Draft draft, Turn turn, BookingOutcome outcome, IReadOnlyList<OfferedSlot> others, string? slotId, DateTimeZone zone)
    {
        var dialog = Dialog.Of(draft.Conversation) with { HeldBookingId = null, HeldSlotId = null };
        dialog.On(draft.Conversation);
        var why = phrases.Of(draft.Conversation).Say(outcome switch
        {
            BookingOutcome.NotOffered => "slotUnknown",
            BookingOutcome.TooSoon => "slotPast",
            BookingOutcome.Unread => "calendarUnread",
            _ => "slotTaken",
        });
        SayOffer(draft, turn, why, [.. others.Where(slot => slot.Id != slotId)], new Search(zone) { Meeting = dialog.OfferedMeeting });
    }

    /// <param name="before">A sentence that stands before the offer; null for none.</param>
    /// <param name="turn">The turn that this answers; null when nobody has asked just now.</param>
    void SayOffer(Draft draft, Turn? turn, string? before, IReadOnlyList<OfferedSlot> free, Search search)
    {
        var book = phrases.Of(draft.Conversation);
        if (free.Count == 0)
        {
            var none = book.Say(search.ExceptHosts.Count > 0 ? "onlyHost" : "offerSlotsNone");
            draft.Say(Sender.Assistant, $"{before} {none}".Trim(), new MessageCard.Offer(Person: true, Meeting: true), turn: turn);
            return;
        }
        var zone = search.Zone;
        var choices = Remember(draft, search, free);
        var text = string.Join(' ', new[] { before, KnownZoneOf(draft.Conversation) is null ? book.Say("zoneUnknown", ("zone", zone.Id)) : null, HostClocks(free, zone, book), book.Say("offerSlots", ("host", Hosts(free, book)), ("zone", zone.Id)), AsText(draft.Conversation, choices) }
            .Where(part => !string.IsNullOrEmpty(part)));
        draft.Say(Sender.Assistant, text, new MessageCard.Slots(meetings.Current.Find(free[0].MeetingTypeId)?.Title ?? "", Hosts(free, book), zone.Id, choices), turn: turn);
    }

    /// <summary>Keeps what was found, for "the second one", "later" and "something longer".</summary>
    List<SlotChoice> Remember(Draft draft, Search search, IReadOnlyList<OfferedSlot> free)
    {
        var book = phrases.Of(draft.Conversation);
        var choices = free.Take(AtOnce).Select(slot =>
        {
            var local = Instant.FromDateTimeUtc(slot.Start).InZone(search.Zone);
            return new SlotChoice(slot.Id, slot.Start, book.Day(local.Date), local.ToString("HH:mm", CultureInfo.InvariantCulture));
        }).ToList();
        (Dialog.Of(draft.Conversation) with
        {
            Offered = choices,
            OfferedWhen = search.When,
            OfferedMeeting = search.Meeting,
            OfferedHosts = [.. free.Take(AtOnce).Select(slot => slot.HostEmail).Distinct()],
            ExceptHosts = search.ExceptHosts.Count == 0 ? null : search.ExceptHosts,
            OnlyHost = search.OnlyHost,
            AsksTime = false,
            AsksMeeting = null,
            AsksPhone = false,
        }).On(draft.Conversation);
        return choices;
    }

    /// <summary>Where the hosts' clocks show another time than the visitor's, both are told: "Mia Berger is in Europe/Berlin, 6 h ahead of you."</summary>
    string? HostClocks(IReadOnlyList<OfferedSlot> free, DateTimeZone zone, PhraseBook book)
    {
        var sentences = free.DistinctBy(slot => slot.HostEmail).Select(slot =>
        {
            var start = Instant.FromDateTimeUtc(slot.Start);
            if (reps.Find(slot.HostEmail) is not { } rep || rep.Calendar.Clock.ZoneAt(start) is not { } theirs || theirs.GetUtcOffset(start) == zone.GetUtcOffset(start))
                return null;
            var ahead = (theirs.GetUtcOffset(start) - zone.GetUtcOffset(start)).ToTimeSpan();
            return book.Say(ahead > TimeSpan.Zero ? "hostAhead" : "hostBehind", ("host", rep.Name), ("hostZone", theirs.Id), ("hours", ahead.Duration().TotalHours.ToString("0.##", CultureInfo.InvariantCulture)));
        });
        return string.Join(' ', sentences.Where(sentence => sentence is not null));
    }

    /// <summary>The times as words, where the channel may show no card.</summary>
    static string? AsText(Conversation conversation, List<SlotChoice> choices) => ShowCards.Contains(conversation.ChannelId)
        ? null
        : string.Concat(choices.Select((choice, i) => $"\n{i + 1}. {choice.Day}, {choice.Time}"));

    static readonly HashSet<string> ShowCards = ["directline", "webchat", "msteams", "emulator"];

    /// <summary>What is looked for.</summary>
    /// <param name="Zone">The visitor's.</param>
    /// <param name="When">The visitor's words about time.</param>
    /// <param name="From">Only from then on, UTC.</param>
    /// <param name="To">Only until then, UTC.</param>
    sealed record Search(DateTimeZone Zone, string? When = null, DateTime? From = null, DateTime? To = null)
    {
        /// <summary>The days that the words name count; otherwise only their time of day.</summary>
        public bool IsOfDay { get; init; } = true;

        /// <summary>The visitor has just said the zone.</summary>
        public bool IsZoneSaid { get; init; }

        public IReadOnlyList<string> ExceptHosts { get; init; } = [];

        public string? OnlyHost { get; init; }

        /// <summary>Which kind of meeting, by its id; null for the first.</summary>
        public string? Meeting { get; init; }

        /// <summary>A call within the hours that the visitor has named is held for them; otherwise they choose.</summary>
        public bool HoldsCalls { get; init; } = true;

        /// <summary>A sentence that stands before the offer; null for none.</summary>
        public string? Before { get; init; }

        /// <summary>What the last offer looked for.</summary>
        public static Search Of(Dialog dialog, DateTimeZone zone) => new(zone, dialog.OfferedWhen)
        {
            ExceptHosts = dialog.ExceptHosts ?? [],
            OnlyHost = dialog.OnlyHost,
            Meeting = dialog.OfferedMeeting,
            HoldsCalls = dialog.MovesBookingId is null,
        };
    }

    async Task<IReadOnlyList<OfferedSlot>> Find(Conversation conversation, Search search, TimeWish? wish, CancellationToken cancel) => await offers.Find(new OfferRequest
    {
        MeetingTypeId = search.Meeting,
        Zone = search.Zone,
        Wish = wish,
        From = search.From,
        To = search.To,
        HostEmail = search.OnlyHost,
        ExceptHosts = search.ExceptHosts,
        OwnerEmail = conversation.ContactId is { } contact ? await bookings.OwnerOf(contact, cancel) : null,
        Take = AtOnce,
        // Without a wish three days to choose from say more than one morning.
        TakePerDay = wish?.FirstDate is null ? 2 : AtOnce,
    }, Now().ToDateTimeUtc(), cancel);

    async Task<Contact?> ContactOf(Conversation conversation, CancellationToken cancel)
    {
        if (conversation.ContactId is not { } id)
            return null;
        await using var db = reads.CreateDbContext();
        return await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(contact => contact.Id == id, cancel);
    }

    static string Hosts(IReadOnlyList<OfferedSlot> slots, PhraseBook book) => book.Or([.. slots.Select(slot => slot.HostName).Distinct()]);

    Instant Now() => Instant.FromDateTimeOffset(clock.GetUtcNow());

    static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    [GeneratedRegex(@"\b(?:re-?schedule|postpone|move|shift|change)\b.{0,30}\b(?:meeting|call|appointment|booking|it to)\b|\b(?:meeting|call|appointment|booking)\b.{0,30}\b(?:be )?(?:rescheduled?|postponed?|moved|shifted)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MoveWords();

    [GeneratedRegex(@"\b(?:any|either|whichever|doesn'?t matter|don'?t (?:care|mind)|you (?:choose|decide)|egal)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoMatter();

    static readonly string[][] Ordinals = [["first", "1st", "1"], ["second", "2nd", "2"], ["third", "3rd", "3"], ["fourth", "4th", "4"], ["fifth", "5th", "5"], ["sixth", "6th", "6"]];

    [GeneratedRegex(@"^\W*(?:(?:i'?ll|let'?s|please|take|i|would|like|want|yes|ok(?:ay)?|number|option|the)[\s,]+)*(first|second|third|fourth|fifth|sixth|last|1st|2nd|3rd|4th|5th|6th|[1-6])(?:\s+(?:one|slot|time|option|please|works|is|fine|good))*\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Ordinal();
}
