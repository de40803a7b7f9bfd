using System.Text.RegularExpressions;
using NodaTime;
using SalesAssistant.Assistant;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.When;
using SalesAssistant.Contacts;
using SalesAssistant.Data;

namespace SalesAssistant.Conversations;

/// <summary>Meetings that are calls: a rep calls the visitor back, at a number that the visitor has typed and said to be right.</summary>
public sealed partial class MeetingReactions
{
    /// <summary>Hours in which one may be called. Who names more ("in the afternoon") would rather choose a time.</summary>
    static readonly Period LongestWindow = Period.FromHours(3);

    /// <summary>More words than these are no name.</summary>
    const int LongestNameAnswer = 60;

    /// <summary>"Can someone call me back tomorrow between 2 and 4?", "call me at +49 30 901820". Null without a time or a number, or when nobody is called here: then the model reads it.</summary>
    public async Task<Action<Draft>?> OfferCall(Conversation conversation, Turn turn, string question, CancellationToken cancel)
    {
        var calls = MeetingPhrase.Read(question, meetings.Current);
        var words = TelephoneNumbers.Without(question);
        if (!calls.Meetings.Any(type => type.Kind == MeetingKind.Phone) || (words == question && !SaysTime(Read(conversation, words, ZoneOf(conversation)))))
            return null;
        return await Offer(conversation, turn, words, null, question, cancel);
    }

    /// <summary>The number that stands in the visitor's words is kept until a call is held; one that can't be called is asked for again then.</summary>
    static Action<Draft> WithNumber(Conversation conversation, string? words, Action<Draft> offer)
    {
        if (TelephoneNumbers.In(words, Regions(conversation)) is not PhoneReading.Understood { Number: var number })
            return offer;
        return draft =>
        {
            (Dialog.Of(draft.Conversation) with { Phone = number, IsPhoneRight = false }).On(draft.Conversation);
            offer(draft);
        };
    }

    static IReadOnlyList<string> Regions(Conversation conversation) => TelephoneNumbers.RegionsOf(conversation.TimeZone, conversation.Locale);

    /// <summary>The first call that lies within the hours that the visitor has named; null when it isn't a call, or no such hours were named.</summary>
    OfferedSlot? CallWithin(Conversation conversation, Search search, TimeWish? wish, IReadOnlyList<OfferedSlot> free)
    {
        if (TypeOf(search).Kind != MeetingKind.Phone || !search.HoldsCalls || search.IsZoneSaid || KnownZoneOf(conversation) is null || search.ExceptHosts.Count > 0
            || wish is not { FirstDate: { } date, Or.Count: 0 } || date != wish.LastDate)
            return null;
        if (wish.At is not null)
            return free.Count > 0 ? free[0] : null;
        if (wish is not { NotBefore: { } from, Before: { } until } || Period.Between(date + from, date + until, PeriodUnits.Minutes).Minutes > LongestWindow.Hours * 60)
            return null;
        return free.FirstOrDefault(slot => Instant.FromDateTimeUtc(Utc(slot.End)).InZone(wish.Zone ?? search.Zone).LocalDateTime <= date + until);
    }

    /// <summary>A time for the call is held: for whom, and at which number?</summary>
    /// <param name="isChosen">The visitor has chosen it; otherwise the other times of the offer may still be asked for.</param>
    void AskForCall(Draft draft, Turn turn, Booking booking, string? slotId, Contact? contact, bool isChosen)
    {
        var book = phrases.Of(draft.Conversation);
        var dialog = Dialog.Of(draft.Conversation);
        var (phone, name) = (dialog.Phone ?? contact?.Phone, contact?.Name ?? ContactBook.NameIn(draft.Conversation.VisitorName));
        var consent = book.Say("consent");
        (dialog with
        {
            HeldBookingId = booking.Id,
            HeldSlotId = slotId,
            OfferedMeeting = booking.MeetingTypeId,
            Offered = isChosen ? null : dialog.Offered,
            AsksTime = false,
            AsksMeeting = null,
            ConsentShown = consent,
            AsksPhone = true,
            Phone = phone,
        }).On(draft.Conversation);
        var held = inWords.Say(book, "callHeld", booking, ZoneOf(draft.Conversation));
        if (phone is not null && name is not null)
            AskWhetherRight(draft, turn, book, $"{held} ", phone, $" {consent}");
        else
            draft.Say(Sender.Assistant, $"{held} {book.Say("askCall", ("host", inWords.HostName(booking.HostEmail)))} {consent}", new MessageCard.ContactForm(name, contact?.Email, IsCall: true, phone), turn: turn);
    }

    static void AskWhetherRight(Draft draft, Turn turn, PhraseBook book, string before, string phone, string after = "") =>
        draft.Say(Sender.Assistant, $"{before}{book.Say("phoneIsRight", ("phone", phone))}{after}", new MessageCard.QuickReplies([book.Say("phoneYes"), book.Say("phoneNo")]), turn: turn);

    /// <summary>The form, as the visitor filled it in.</summary>
    public async Task<Action<Draft>> TakeCall(Conversation conversation, Turn turn, CardAction form, CancellationToken cancel)
    {
        var (name, email) = (ContactBook.NameIn(form.Name), ContactBook.EmailIn(form.Email));
        if (email is null && !string.IsNullOrWhiteSpace(form.Email))
            return draft => draft.Say(Sender.Assistant, phrases.Of(draft.Conversation).Say("askContactAgain"), new MessageCard.ContactForm(name, null, IsCall: true, form.Phone), turn: turn);
        var reading = TelephoneNumbers.In(form.Phone, Regions(conversation), isAsked: true);
        return await TakeCall(conversation, turn, reading is PhoneReading.None && !string.IsNullOrWhiteSpace(form.Phone) ? new PhoneReading.Invalid(form.Phone.Trim()) : reading, name, email, isRight: false, cancel);
    }

    /// <summary>The visitor's words, while a number, a name, or whether the number is right was asked for. Null when they are about something else.</summary>
    public async Task<Action<Draft>?> TakeCall(Conversation conversation, Turn turn, string words, CancellationToken cancel)
    {
        var dialog = Dialog.Of(conversation);
        var reading = TelephoneNumbers.In(words, Regions(conversation), isAsked: true);
        var (_, email) = ContactBook.ReadFrom(words);
        if (reading is not PhoneReading.None || email is not null)
        {
            var rest = TelephoneNumbers.Without(email is null ? words : words.Replace(email, " ", StringComparison.OrdinalIgnoreCase), isAsked: true);
            return await TakeCall(conversation, turn, reading, ContactBook.NameBeside(rest), email, isRight: false, cancel);
        }
        var book = phrases.Of(conversation);
        if (dialog.Phone is not null && Is(words, book.Say("phoneYes"), Yes()))
            return await TakeCall(conversation, turn, reading, null, null, isRight: true, cancel);
        if (dialog.Phone is not null && Is(words, book.Say("phoneNo"), No()))
            return draft =>
            {
                (Dialog.Of(draft.Conversation) with { Phone = null, IsPhoneRight = false, PhoneChoices = null }).On(draft.Conversation);
                draft.Say(Sender.Assistant, book.Say("askPhoneAgain"), new MessageCard.ContactForm(ContactBook.NameIn(draft.Conversation.VisitorName), null, IsCall: true), turn: turn);
            };
        var isName = dialog.Phone is not null && conversation.VisitorName is null && words.Length <= LongestNameAnswer && !words.Contains('?', StringComparison.Ordinal);
        return isName && (ContactBook.NameBeside(words) ?? ContactBook.NameIn(words)) is { } name ? await TakeCall(conversation, turn, reading, name, null, isRight: false, cancel) : null;
    }

    static bool Is(string words, string button, Regex form) => words.Trim().Equals(button, StringComparison.OrdinalIgnoreCase) || form.IsMatch(words);

    /// <summary>Puts together what is known by now: asks for what is missing, then whether the number is right, then books the time that is held.</summary>
    async Task<Action<Draft>> TakeCall(Conversation conversation, Turn turn, PhoneReading reading, string? name, string? email, bool isRight, CancellationToken cancel)
    {
        var book = phrases.Of(conversation);
        var zone = ZoneOf(conversation);
        var dialog = Dialog.Of(conversation);
        var contact = await ContactOf(conversation, cancel);
        name ??= contact?.Name ?? ContactBook.NameIn(conversation.VisitorName);
        email ??= dialog.EmailWithoutName ?? contact?.Email;
        var phone = (reading as PhoneReading.Understood)?.Number ?? (reading is PhoneReading.None ? dialog.Phone : null);
        isRight = phone is not null && (isRight || (dialog.IsPhoneRight && phone == dialog.Phone) || dialog.PhoneChoices?.Contains(phone) == true);
        if (phone is null || name is null || !isRight)
            return draft =>
            {
                draft.Conversation.VisitorName = name ?? draft.Conversation.VisitorName;
                (Dialog.Of(draft.Conversation) with { Phone = phone, IsPhoneRight = isRight, PhoneChoices = (reading as PhoneReading.Ambiguous)?.Numbers, EmailWithoutName = email }).On(draft.Conversation);
                if (reading is PhoneReading.Ambiguous { Numbers: var numbers })
                    draft.Say(Sender.Assistant, book.Say("phoneWhich"), new MessageCard.QuickReplies(numbers), turn: turn);
                else if (phone is not null && name is not null)
                    AskWhetherRight(draft, turn, book, "", phone);
                else
                    draft.Say(Sender.Assistant, phone is not null ? book.Say("askName") : WhyNot(reading, book), new MessageCard.ContactForm(name, email, IsCall: true, phone), turn: turn);
            };

        var others = await Find(conversation, new Search(zone) { Meeting = dialog.OfferedMeeting }, null, cancel);
        var elsewhere = dialog.HeldSlotId is null ? null : await desk.LookElsewhere(dialog.HeldSlotId, cancel);
        var told = await brief.Write(conversation, cancel, name, phone);
        return draft => draft.AlsoWrite(session =>
        {
            draft.Conversation.VisitorName = name;
            draft.Conversation.ContactId = contacts.Note(session, draft.Conversation.ContactId, name, email, zone.Id, draft.Now, phone);
            (Dialog.Of(draft.Conversation) with { Phone = phone, IsPhoneRight = true }).On(draft.Conversation);
            var attendee = new Attendee(name, email, zone.Id, draft.Conversation.ContactId, dialog.ConsentShown, told, phone, Language(draft.Conversation));
            if (dialog.HeldBookingId is { } held)
                Confirm(session, draft, turn, held, dialog.HeldSlotId, attendee, elsewhere, others, zone);
            else
                SayOffer(draft, turn, null, others, new Search(zone) { Meeting = dialog.OfferedMeeting });
        });
    }

    /// <summary>Why there is no number to call yet.</summary>
    static string WhyNot(PhoneReading reading, PhraseBook book) => reading switch
    {
        PhoneReading.Invalid { Written: var written } => book.Say("phoneInvalid", ("phone", written)),
        PhoneReading.Costly { Written: var written } => book.Say("phoneCostly", ("phone", written)),
        PhoneReading.OfNoCountry { Written: var written } => book.Say("phoneCountry", ("phone", written)),
        _ => book.Say("askPhoneAgain"),
    };

    [GeneratedRegex(@"^\W*(?:yes|yep|yeah|yup|correct|right|exactly|ok(?:ay)?|that'?s (?:right|it|correct)|it is|sure|ja|jawohl|genau|stimmt|richtig|korrekt|passt)\b(?!.*\b(?:but|aber)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Yes();

    [GeneratedRegex(@"^\W*(?:no|nope|wrong|not (?:quite|right)|another number|nein|falsch|andere nummer|eine andere)\b", RegexOptions.IgnoreCase)]
    private static partial Regex No();
}
