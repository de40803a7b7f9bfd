using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Conversations;

/// <summary>All that is stored of a person, for that person.</summary>
/// <param name="Consents">What they have agreed to, word for word.</param>
public sealed record PersonalFile(
    IReadOnlyList<ContactRow> Contacts, IReadOnlyList<ConsentRow> Consents, IReadOnlyList<ConversationFile> Conversations, IReadOnlyList<BookingFile> Bookings);

/// <summary>A contact as they typed it.</summary>
public sealed record ContactRow(string Id, string? Name, string? Email, string? TimeZone, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>A consent that stands.</summary>
public sealed record ConsentRow(string Text, string Version, string Language, DateTime GivenAt, string ConversationId);

/// <summary>A conversation with all that was said, told and asked in it, also what only reps see.</summary>
public sealed record ConversationFile(
    Transcript Transcript, string? VisitorName, string? Locale, string? TimeZone, string? PageUrl, string? Referrer, string? Campaign, IReadOnlyList<ToldFact> Told,
    IReadOnlyList<HandoffRow> Handoffs, IReadOnlyList<string> MissedQuestions);

/// <summary>A booking with the consent under which name and address were given.</summary>
public sealed record BookingFile(BookingRow Booking, string? ConsentText, DateTime? ConsentAt);

/// <summary>Puts together what is stored of a person, from everywhere where <see cref="Erasure"/> would erase it.</summary>
public sealed class PersonalFiles(IDbContextFactory<SalesDb> reads, Erasure erasure, Transcripts transcripts)
{
    /// <summary>Null when nobody is known by that.</summary>
    /// <param name="who">As in <see cref="Erasure.Find"/>.</param>
    public async Task<PersonalFile?> Find(string who, CancellationToken cancel)
    {
        if (await erasure.Find(who, cancel) is not { IsNobody: false } found)
            return null;
        await using var db = reads.CreateDbContext();
        var conversations = new List<ConversationFile>();
        foreach (var conversation in await db.Set<Conversation>().AsNoTracking().Where(conversation => found.ConversationIds.Contains(conversation.Id)).OrderBy(conversation => conversation.CreatedAt).ToListAsync(cancel))
        {
            var handoffs = await db.Set<Handoff>().AsNoTracking().Where(handoff => handoff.ConversationId == conversation.Id).OrderBy(handoff => handoff.At).ToListAsync(cancel);
            conversations.Add(new ConversationFile(
                (await transcripts.Find(conversation.Id, cancel))!, conversation.VisitorName, conversation.Locale, conversation.TimeZone, conversation.PageUrl, conversation.Referrer, conversation.Campaign,
                Told.Of(conversation).Facts, [.. handoffs.Select(handoff => new HandoffRow(handoff))],
                await db.Set<MissedQuestion>().Where(missed => missed.ConversationId == conversation.Id).OrderBy(missed => missed.Turn).Select(missed => missed.Question).ToListAsync(cancel)));
        }
        return new PersonalFile(
            await db.Set<Contact>().Where(contact => found.ContactIds.Contains(contact.Id)).OrderBy(contact => contact.CreatedAt)
                .Select(contact => new ContactRow(contact.Id, contact.Name, contact.Email, contact.TimeZone, contact.CreatedAt, contact.UpdatedAt)).ToListAsync(cancel),
            await db.Set<RememberConsent>().Where(consent => found.ConsentIds.Contains(consent.Id)).OrderBy(consent => consent.GivenAt)
                .Select(consent => new ConsentRow(consent.Text, consent.Version, consent.Language, consent.GivenAt, consent.ConversationId)).ToListAsync(cancel),
            conversations,
            [.. (await db.Set<Booking>().AsNoTracking().Where(booking => found.BookingIds.Contains(booking.Id)).OrderBy(booking => booking.CreatedAt).ToListAsync(cancel))
                .Select(booking => new BookingFile(BookingRow.Of(booking), booking.ConsentText, booking.ConsentAt))]);
    }
}
