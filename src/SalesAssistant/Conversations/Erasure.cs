using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Content;
using SalesAssistant.Conversations.Files;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;

namespace SalesAssistant.Conversations;

/// <summary>Whose data it is: everything in which somebody was found.</summary>
/// <param name="ConsentIds">Under which they are remembered.</param>
public sealed record FoundPerson(IReadOnlyList<string> ContactIds, IReadOnlyList<string> ConversationIds, IReadOnlyList<string> BookingIds, IReadOnlyList<string> ConsentIds)
{
    public bool IsNobody => ContactIds.Count + ConversationIds.Count + BookingIds.Count + ConsentIds.Count == 0;
}

/// <summary>What an erasure came to.</summary>
/// <param name="KeptHandoffs">Handoffs that still count, with reason, times and verdict.</param>
/// <param name="KeptMissedQuestions">Questions without an answer that still count.</param>
/// <param name="KeptTopics">What those are about, in words that others use too.</param>
/// <param name="BeyondReach">What lies where this program can't or must not erase, for people to see to.</param>
/// <param name="Traces">Why bytes of it may still lie in the database's files; null when none do.</param>
public sealed record ErasureReport(
    int Contacts, int Conversations, int Messages, int Files, int Bookings, int CancelledMeetings, int Consents,
    int KeptHandoffs, int KeptMissedQuestions, IReadOnlyList<string> KeptTopics, IReadOnlyList<string> BeyondReach, string? Traces)
{
    [JsonIgnore]
    public bool IsEmpty => Contacts + Conversations + Bookings + Consents == 0;
}

/// <summary>
/// Erases a person and keeps the lesson: names, addresses and all that was said go, and reasons, verdicts, thumbs, cited sources, times and counts
/// stay. Conversation by conversation, then bookings, consents and last of all the contact: after a crash at any point the person is still found, and
/// a second run ends what the first began.
/// </summary>
/// <param name="grains">Null where no server runs: then the tables are written to directly.</param>
public sealed class Erasure(
    IDbContextFactory<SalesDb> reads, BatchWriter writer, Database database, BookingDesk desk, ContentLibrary content, FileStore files, WallClock clock, IGrainFactory? grains = null)
{
    /// <summary>Finds everything of a person: from a contact's id, an address, or a conversation's id.</summary>
    /// <remarks>An address leads to every contact and booking that has it; from there on only ids are followed: two people may share an address, and do not share a consent.</remarks>
    public async Task<FoundPerson> Find(string who, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var email = ContactBook.EmailIn(who)?.ToLowerInvariant();
#pragma warning disable CA1862 // Written in SQL, which has no StringComparison.
        var contacts = await db.Set<Contact>().Where(contact => contact.Id == who || (email != null && contact.Email == email)).Select(contact => contact.Id).ToHashSetAsync(cancel);
        var bookings = email is null ? [] : await db.Set<Booking>().Where(booking => booking.Email!.ToLower() == email).Select(booking => booking.Id).ToHashSetAsync(cancel);
#pragma warning restore CA1862
        // An erased conversation is nobody's any more.
        var conversations = await db.Set<Conversation>().Where(conversation => conversation.Id == who && (conversation.ErasedAt == null || conversation.LastMessageAt > conversation.ErasedAt)).Select(conversation => conversation.Id).ToHashSetAsync(cancel);
        var consents = new HashSet<string>();
        for (var known = -1; known != contacts.Count + conversations.Count + bookings.Count + consents.Count;)
        {
            known = contacts.Count + conversations.Count + bookings.Count + consents.Count;
            var (byContact, byConversation, byConsent) = (contacts.ToList(), conversations.ToList(), consents.ToList());
            bookings.UnionWith(await db.Set<Booking>().Where(booking => byContact.Contains(booking.ContactId!) || (byConversation.Contains(booking.ConversationId!) && booking.Name != null)).Select(booking => booking.Id).ToListAsync(cancel));
            var byBooking = bookings.ToList();
            conversations.UnionWith(await db.Set<Booking>().Where(booking => byBooking.Contains(booking.Id) && booking.ConversationId != null).Select(booking => booking.ConversationId!).ToListAsync(cancel));
            conversations.UnionWith(await db.Set<Conversation>().Where(conversation => byContact.Contains(conversation.ContactId!) || byConsent.Contains(conversation.RememberConsentId!)).Select(conversation => conversation.Id).ToListAsync(cancel));
            var found = conversations.ToList();
            foreach (var tie in await db.Set<Conversation>().Where(conversation => found.Contains(conversation.Id)).Select(conversation => new { conversation.ContactId, conversation.RememberConsentId }).ToListAsync(cancel))
            {
                if (tie.ContactId is { } contact)
                    contacts.Add(contact);
                if (tie.RememberConsentId is { } consent)
                    consents.Add(consent);
            }
        }
        // Ids of rows that are not there any more lead nowhere.
        var listed = contacts.ToList();
        contacts.IntersectWith(await db.Set<Contact>().Where(contact => listed.Contains(contact.Id)).Select(contact => contact.Id).ToListAsync(cancel));
        return new([.. contacts.Order()], [.. conversations.Order()], [.. bookings.Order()], [.. consents.Order()]);
    }

    /// <summary>Erases a person.</summary>
    /// <param name="who">As in <see cref="Find"/>.</param>
    public async Task<ErasureReport> Run(string who, CancellationToken cancel)
    {
        var found = await Find(who, cancel);
        var words = await WordsOf(found, cancel);
        var (messages, fileCount, beyond, topics) = (0, 0, new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
        var (handoffs, missed) = (0, 0);
        foreach (var id in found.ConversationIds)
        {
            var erased = grains is null ? await EraseConversation(id, words) : await grains.Conversation(id).Erase(words);
            messages += erased.Messages;
            // Their rows are gone: what a crash leaves of the files here is nobody's, and removed at the next start.
            fileCount += files.Remove(erased.Files);
            handoffs += erased.Handoffs;
            missed += erased.MissedQuestions;
            topics.UnionWith(erased.Topics.Where(topic => topic.Length > 0));
            if (erased.AtHub)
                beyond.Add($"The engagement hub was sent what was said in conversation {id}: have it erased there.");
            if (erased.Channel is { } channel)
                beyond.Add($"{channel} keeps its own copy of conversation {id}.");
        }
        var (bookings, cancelled) = (0, 0);
        foreach (var id in found.BookingIds)
        {
            var erased = await writer.Write(session => desk.Erase(session, id, clock.GetUtcNow().UtcDateTime));
            bookings++;
            cancelled += erased.IsCancelled ? 1 : 0;
            if (erased.BeyondReach is { } rest)
                beyond.Add(rest);
        }
        await writer.Write(session =>
        {
            foreach (var id in found.ConsentIds)
                Remembered.Withdraw(session, id, except: null);
            foreach (var id in found.ContactIds)
                session.Execute("""DELETE FROM "Contacts" WHERE "Id" = @id""", ("@id", id));
        });
        // Files of an earlier run that stopped between the rows and the files.
        await files.Sweep(cancel);
        // Rows are gone; their bytes are not, until the files are written anew. Also when nobody was found: an earlier run may have stopped before this.
        var traces = await writer.RunAlone(database.WriteAnew);
        return new ErasureReport(found.ContactIds.Count, found.ConversationIds.Count, messages, fileCount, bookings, cancelled, found.ConsentIds.Count, handoffs, missed, [.. topics], beyond, traces);
    }

    /// <summary>Erases one conversation without its grain. Its version grows, so that a grain elsewhere reads it anew.</summary>
    Task<ErasedConversation> EraseConversation(string id, PersonalWords words) => writer.Write(session => ConversationEraser.Erase(session, id, words, clock.GetUtcNow().UtcDateTime));

    /// <summary>By which words the person could be told in what others wrote of them, and which words of a topic are everybody's.</summary>
    async Task<PersonalWords> WordsOf(FoundPerson found, CancellationToken cancel)
    {
        if (found.IsNobody)
            return new([], []);
        await using var db = reads.CreateDbContext();
        var texts = new List<string?>();
        foreach (var contact in await db.Set<Contact>().Where(contact => found.ContactIds.Contains(contact.Id)).Select(contact => new { contact.Name, contact.Email }).ToListAsync(cancel))
            texts.AddRange([contact.Name, contact.Email]);
        foreach (var booking in await db.Set<Booking>().Where(booking => found.BookingIds.Contains(booking.Id)).Select(booking => new { booking.Name, booking.Email }).ToListAsync(cancel))
            texts.AddRange([booking.Name, booking.Email]);
        foreach (var conversation in await db.Set<Conversation>().AsNoTracking().Where(conversation => found.ConversationIds.Contains(conversation.Id)).ToListAsync(cancel))
            texts.AddRange([conversation.VisitorName, .. Told.Of(conversation).Facts.Where(fact => fact.Field == "company").Select(fact => fact.Words)]);
        var names = PersonalWords.NamesIn(texts);

        var mine = await db.Set<MissedQuestion>().Where(missed => found.ConversationIds.Contains(missed.ConversationId)).Select(missed => missed.Topic).ToListAsync(cancel);
        var ours = mine.SelectMany(topic => topic.Split(' ')).ToHashSet(StringComparer.Ordinal);
        if (ours.Count == 0)
            return new(names, []);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var passage in content.Current.Passages)
            shared.UnionWith(QuestionTopic.Words(passage.Text).Where(ours.Contains));
        await foreach (var topic in db.Set<MissedQuestion>().Where(missed => !found.ConversationIds.Contains(missed.ConversationId)).Select(missed => missed.Topic).AsAsyncEnumerable().WithCancellation(cancel))
            shared.UnionWith(topic.Split(' ').Where(ours.Contains));
        return new(names, [.. shared]);
    }
}

/// <summary>What an erased conversation had.</summary>
/// <param name="Files">Keys of the files that came with it.</param>
/// <param name="Channel">The channel that has a copy of it; null for our own.</param>
[GenerateSerializer, Immutable]
public sealed record ErasedConversation(int Messages, IReadOnlyList<string> Files, int Handoffs, int MissedQuestions, IReadOnlyList<string> Topics, bool AtHub, string? Channel);

/// <summary>Erases a conversation's rows, within a unit of work.</summary>
static class ConversationEraser
{
    /// <summary>Once more is as good as once.</summary>
    /// <param name="now">UTC.</param>
    public static ErasedConversation Erase(WriteSession session, string id, PersonalWords words, DateTime now)
    {
        var db = session.Db;
        if (db.Set<Conversation>().AsNoTracking().SingleOrDefault(candidate => candidate.Id == id) is not { } before)
            return new(0, [], 0, 0, [], false, null);
        var stored = db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == id && message.Files != null).Select(message => message.Files).ToList();
        var handoffs = HandoffDesk.Erase(session, id, words, now);

        var next = before.Copy();
        next.Version++;
        // Whoever thinks or speaks now does so in an epoch that is over.
        next.Epoch++;
        next.Amendments += next.LastSequence;
        (next.Status, next.Owner, next.HandoffId, next.SnoozedUntil, next.Unreachable) = (ConversationStatus.Resolved, null, null, null, null);
        (next.VisitorId, next.VisitorName, next.Person, next.ContactId, next.RememberConsentId) = (null, null, null, null, null);
        (next.TimeZone, next.Reference, next.Dialog, next.Told) = (null, null, null, null);
        // Which page and which site it came from is a lesson; what stands behind the address in it may be the person's.
        (next.PageUrl, next.Referrer) = (WithoutQuery(next.PageUrl), WithoutQuery(next.Referrer));
        (next.GreetedAt, next.AskedToRememberAt, next.ErasedAt) = (null, null, now);
        session.UpdateFrom(before, next);

        session.Execute(
            """
            UPDATE "Messages" SET "Text" = '', "Card" = NULL, "UsedBy" = NULL, "Files" = NULL, "IncomingId" = NULL, "Activity" = NULL, "ChannelMessageId" = NULL,
            "Reactions" = NULL, "RatedBy" = NULL, "RatingReason" = NULL, "DeletedAt" = COALESCE("DeletedAt", @now), "Amendment" = @base + "Sequence",
            "DeliveryOutcome" = CASE "Delivery" WHEN 'Pending' THEN 'Erased' ELSE "DeliveryOutcome" END, "Delivery" = CASE "Delivery" WHEN 'Pending' THEN 'Discarded' ELSE "Delivery" END
            WHERE "ConversationId" = @id
            """,
            ("@now", now), ("@base", before.Amendments), ("@id", id));
        session.Execute(
            """
            UPDATE "Turns" SET "Action" = NULL, "Receipt" = NULL, "DiscardedText" = NULL, "Shown" = NULL, "StreamId" = NULL,
            "SettledAt" = COALESCE("SettledAt", @now), "State" = CASE "State" WHEN 'Owed' THEN 'Discarded' ELSE "State" END WHERE "ConversationId" = @id
            """,
            ("@now", now), ("@id", id));
        session.Execute("""UPDATE "Episodes" SET "ResolvedAt" = COALESCE("ResolvedAt", @now), "ResolvedBy" = COALESCE("ResolvedBy", 'erased') WHERE "ConversationId" = @id""", ("@now", now), ("@id", id));
        session.Execute("""UPDATE "BookingNews" SET "State" = 'Told', "ToldAt" = @now WHERE "ConversationId" = @id AND "State" = 'Pending'""", ("@now", now), ("@id", id));
        return new(before.LastSequence, [.. stored.SelectMany(MessageFile.Read).Select(file => file.Key).Distinct()], handoffs.Handoffs, handoffs.MissedQuestions, handoffs.Topics, handoffs.AtHub,
            before.Reference is null ? null : before.ChannelId);
    }

    static string? WithoutQuery(string? url) => url is null ? null : url.Split('?', '#')[0];
}
