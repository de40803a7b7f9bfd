using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Assistant;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.When;
using SalesAssistant.Contacts;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Conversations;

/// <summary>
/// What the assistant says and does about meetings: offers, holds, books, cancels. A time is only ever one that we offered (its id is
/// signed), name and address only what the visitor typed, and the confirmation is written from the stored row.
/// </summary>
public sealed partial class MeetingReactions(
    Phrases phrases, RepDirectory reps, MeetingCatalog meetings, SlotOffers offers, BookingDesk desk, BookingBook bookings, ContactBook contacts, WallClock clock, IDbContextFactory<SalesDb> reads)
{
    const int AtOnce = 6;

    /// <summary>The visitor's zone when it is known, else the company's.</summary>
    public DateTimeZone ZoneOf(Conversation conversation) =>
        (conversation.TimeZone is { } zone ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) : null) ?? reps.Current.Company.TimeZone;

    /// <summary>Offers free times that suit the visitor's words.</summary>
    public async Task<Action<Draft>> Offer(Conversation conversation, Turn turn, string? when, CancellationToken cancel)
    {
        var zone = ZoneOf(conversation);
        var wish = WhenPhrase.Read(when, Now().InZone(zone).LocalDateTime, zone).Wish;
        var free = await Find(zone, wish, null, cancel);
        return draft => SayOffer(draft, turn, Say("offerSlots", ("host", Hosts(free)), ("zone", zone.Id)), free, when, zone);
    }

    /// <summary>Offers times after the last ones: later, or from the next day on.</summary>
    public async Task<Action<Draft>> OfferLater(Conversation conversation, Turn turn, bool anotherDay, CancellationToken cancel)
    {
        var dialog = Dialog.Of(conversation);
        if (dialog.Offered is not { Count: > 0 } offered)
            return await Offer(conversation, turn, null, cancel);
        var zone = ZoneOf(conversation);
        // The days that were asked for have been seen; the time of day still counts.
        var wish = WhenPhrase.Read(dialog.OfferedWhen, Now().InZone(zone).LocalDateTime, zone).Wish is { } first ? first with { FirstDate = null, LastDate = null } : null;
        var from = anotherDay
            ? zone.AtStartOfDay(Instant.FromDateTimeUtc(Utc(offered[0].Start)).InZone(zone).Date.PlusDays(1)).ToDateTimeUtc()
            : Utc(offered[^1].Start).AddMinutes(1);
        var free = await Find(zone, wish, from, cancel);
        return draft => SayOffer(draft, turn, Say("offerSlots", ("host", Hosts(free)), ("zone", zone.Id)), free, dialog.OfferedWhen, zone);
    }

    /// <summary>The visitor chose a time: it is held, and booked at once when we know for whom.</summary>
    public async Task<Action<Draft>> Choose(Conversation conversation, Turn turn, string? slotId, CancellationToken cancel)
    {
        var zone = ZoneOf(conversation);
        var contact = await ContactOf(conversation, cancel);
        var others = await Find(zone, null, null, cancel);
        return draft => draft.AlsoWrite(session =>
        {
            var held = desk.Hold(session, slotId, zone.Id, draft.Conversation.Id, draft.Now);
            if (held is not { Outcome: BookingOutcome.Held, Booking: { } booking })
                SayTaken(draft, turn, others, slotId, zone);
            else if (contact is { Name: { } name, Email: { } email })
                Confirm(session, draft, turn, booking.Id, slotId, new Attendee(name, email, zone.Id, contact.Id), others, zone);
            else
            {
                (Dialog.Of(draft.Conversation) with { HeldBookingId = booking.Id, HeldSlotId = slotId, Offered = null, EmailWithoutName = null }).On(draft.Conversation);
                draft.Say(Sender.Assistant, Say("askContact"), new MessageCard.ContactForm(contact?.Name ?? draft.Conversation.VisitorName, contact?.Email), turn: turn);
            }
        });
    }

    /// <summary>Name and address as the visitor typed them: books the time that is held.</summary>
    public async Task<Action<Draft>> TakeContact(Conversation conversation, Turn turn, string? name, string? email, CancellationToken cancel)
    {
        var zone = ZoneOf(conversation);
        var dialog = Dialog.Of(conversation);
        var others = await Find(zone, null, null, cancel);
        name ??= (await ContactOf(conversation, cancel))?.Name ?? conversation.VisitorName;
        email ??= dialog.EmailWithoutName;
        if (email is null)
            return draft => draft.Say(Sender.Assistant, Say("askContactAgain"), new MessageCard.ContactForm(name, null), turn: turn);
        if (name is null)
            return draft =>
            {
                (Dialog.Of(draft.Conversation) with { EmailWithoutName = email }).On(draft.Conversation);
                draft.Say(Sender.Assistant, Say("askName"), new MessageCard.ContactForm(null, email), turn: turn);
            };
        return draft => draft.AlsoWrite(session =>
        {
            draft.Conversation.VisitorName = name;
            draft.Conversation.ContactId = contacts.Note(session, draft.Conversation.ContactId, name, email, zone.Id, draft.Now);
            var attendee = new Attendee(name, email, zone.Id, draft.Conversation.ContactId);
            if (dialog.HeldBookingId is { } held)
                Confirm(session, draft, turn, held, dialog.HeldSlotId, attendee, others, zone);
            else
                SayOffer(draft, turn, Say("offerSlots", ("host", Hosts(others)), ("zone", zone.Id)), others, null, zone);
        });
    }

    /// <summary>Cancels the visitor's next meeting of this conversation.</summary>
    public async Task<Action<Draft>> Cancel(Conversation conversation, Turn turn, CancellationToken cancel)
    {
        var next = await bookings.NextOf(conversation.Id, Now().ToDateTimeUtc(), cancel);
        if (next is null)
            return draft => draft.Say(Sender.Assistant, Say("bookingNone"), new MessageCard.Offer(Person: true, Meeting: true), turn: turn);
        return draft => draft.AlsoWrite(session =>
        {
            var result = desk.Cancel(session, next.Id, draft.Now);
            draft.Say(Sender.Assistant, result.Outcome == BookingOutcome.Cancelled
                ? Say("bookingCancelled", ("title", next.Title), ("host", HostName(next.HostEmail)), ("when", When(next, ZoneOf(draft.Conversation))))
                : Say("bookingNone"), turn: turn);
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
        var wish = WhenPhrase.Read(words, Now().InZone(ZoneOf(conversation)).LocalDateTime, ZoneOf(conversation)).Wish;
        if (wish is null || (wish.At is null && !words.Any(char.IsDigit)))
            return null;
        var fitting = offered.Where(choice => wish.Allows(Instant.FromDateTimeUtc(Utc(choice.Start)), Instant.FromDateTimeUtc(Utc(choice.Start)), ZoneOf(conversation))).ToList();
        return fitting.Count == 1 ? fitting[0].SlotId : null;
    }

    void Confirm(WriteSession session, Draft draft, Turn turn, string bookingId, string? slotId, Attendee attendee, IReadOnlyList<OfferedSlot> others, DateTimeZone zone)
    {
        var key = $"{draft.Conversation.Id}-{turn.Number}";
        var result = desk.Confirm(session, bookingId, attendee, key, draft.Now);
        // The hold ran out while the visitor typed: whoever is first has it, and that may still be this visitor.
        if (result.Outcome is BookingOutcome.Expired or BookingOutcome.NotFound)
            result = desk.Book(session, slotId, attendee, key, draft.Conversation.Id, draft.Now);
        if (result is not { Outcome: BookingOutcome.Confirmed or BookingOutcome.Repeated, Booking: { } booking })
        {
            SayTaken(draft, turn, others, slotId, zone);
            return;
        }
        (Dialog.Of(draft.Conversation) with { HeldBookingId = null, HeldSlotId = null, EmailWithoutName = null, Offered = null, OfferedWhen = null }).On(draft.Conversation);
        var host = HostName(booking.HostEmail);
        draft.Say(Sender.Assistant, Say("booked", ("title", booking.Title), ("host", host), ("when", When(booking, zone))),
            new MessageCard.Confirmation(booking.Id, booking.Title, host, Times(booking, zone), zone.Id, booking.Start, booking.End, booking.Location), turn: turn);
    }

    void SayTaken(Draft draft, Turn turn, IReadOnlyList<OfferedSlot> others, string? slotId, DateTimeZone zone)
    {
        (Dialog.Of(draft.Conversation) with { HeldBookingId = null, HeldSlotId = null }).On(draft.Conversation);
        var left = others.Where(slot => slot.Id != slotId).ToList();
        SayOffer(draft, turn, $"{Say("slotTaken")} {(left.Count == 0 ? "" : Say("offerSlots", ("host", Hosts(left)), ("zone", zone.Id)))}".Trim(), left, null, zone);
    }

    void SayOffer(Draft draft, Turn turn, string text, IReadOnlyList<OfferedSlot> free, string? when, DateTimeZone zone)
    {
        if (free.Count == 0)
        {
            draft.Say(Sender.Assistant, Say("offerSlotsNone"), new MessageCard.Offer(Person: true, Meeting: true), turn: turn);
            return;
        }
        var choices = free.Take(AtOnce).Select(slot =>
        {
            var local = Instant.FromDateTimeUtc(slot.Start).InZone(zone);
            return new SlotChoice(slot.Id, slot.Start, local.ToString("dddd, d MMMM", CultureInfo.InvariantCulture), local.ToString("HH:mm", CultureInfo.InvariantCulture));
        }).ToList();
        (Dialog.Of(draft.Conversation) with { Offered = choices, OfferedWhen = when }).On(draft.Conversation);
        draft.Say(Sender.Assistant, text, new MessageCard.Slots(meetings.Current.Find(free[0].MeetingTypeId)?.Title ?? "", Hosts(free), zone.Id, choices), turn: turn);
    }

    Task<IReadOnlyList<OfferedSlot>> Find(DateTimeZone zone, TimeWish? wish, DateTime? from, CancellationToken cancel) => offers.Find(new OfferRequest
    {
        Zone = zone,
        Wish = wish,
        From = from,
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

    string Say(string phrase, params ReadOnlySpan<(string, string?)> values) => phrases.Current.Say(phrase, values);

    static string Hosts(IReadOnlyList<OfferedSlot> slots) => string.Join(" or ", slots.Select(slot => slot.HostName).Distinct());

    string HostName(string email) => reps.Find(email)?.Name ?? email;

    static string When(Booking booking, DateTimeZone zone) => $"{Times(booking, zone)} ({zone.Id})";

    static string Times(Booking booking, DateTimeZone zone)
    {
        var start = Instant.FromDateTimeUtc(booking.Start).InZone(zone);
        var end = Instant.FromDateTimeUtc(booking.End).InZone(zone);
        return $"{start.ToString("dddd, d MMMM uuuu, HH:mm", CultureInfo.InvariantCulture)} to {end.ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }

    Instant Now() => Instant.FromDateTimeOffset(clock.GetUtcNow());

    static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    static readonly string[][] Ordinals = [["first", "1st", "1"], ["second", "2nd", "2"], ["third", "3rd", "3"], ["fourth", "4th", "4"], ["fifth", "5th", "5"], ["sixth", "6th", "6"]];

    [GeneratedRegex(@"^\W*(?:(?:i'?ll|let'?s|please|take|i|would|like|want|yes|ok(?:ay)?|number|option|the)[\s,]+)*(first|second|third|fourth|fifth|sixth|last|1st|2nd|3rd|4th|5th|6th|[1-6])(?:\s+(?:one|slot|time|option|please|works|is|fine|good))*\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Ordinal();
}
