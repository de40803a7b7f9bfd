using Microsoft.EntityFrameworkCore;
using SalesAssistant.Contacts;
using SalesAssistant.Data;

namespace SalesAssistant.Conversations;

/// <summary>Something that the visitor told in an earlier conversation.</summary>
/// <param name="ConversationId">Where it was told.</param>
public sealed record RememberedFact(string ConversationId, ToldFact Fact);

/// <summary>What is known of a visitor from earlier conversations, because they have agreed to it. Read from those conversations each time: it is kept nowhere else.</summary>
/// <param name="Facts">One a field, the last one said.</param>
public sealed record Remembered(RememberConsent Consent, IReadOnlyList<RememberedFact> Facts)
{
    /// <summary>Null when the visitor has not agreed, or no longer does.</summary>
    public static async Task<Remembered?> Of(SalesDb db, Conversation conversation, CancellationToken cancel)
    {
        if (conversation.RememberConsentId is not { } id || await db.Set<RememberConsent>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == id, cancel) is not { } consent)
            return null;
        var earlier = await db.Set<Conversation>().AsNoTracking()
            .Where(other => other.RememberConsentId == id && other.Id != conversation.Id && other.Told != null).OrderBy(other => other.LastMessageAt).ToListAsync(cancel);
        var facts = new Dictionary<string, RememberedFact>();
        foreach (var other in earlier)
            foreach (var fact in Told.Of(other).Facts)
                if (!facts.TryGetValue(fact.Field, out var known) || (known.Fact.At ?? DateTime.MinValue) <= (fact.At ?? DateTime.MinValue))
                    facts[fact.Field] = new RememberedFact(other.Id, fact);
        return new Remembered(consent, [.. facts.Values]);
    }

    /// <summary>What this conversation says itself goes before what earlier ones said.</summary>
    public IEnumerable<RememberedFact> Beside(Told told) => Facts.Where(earlier => !told.Facts.Any(fact => fact.Field == earlier.Fact.Field));

    /// <summary>
    /// Withdraws the consent and forgets what was told under it: in every conversation of it, whose grains then read themselves anew. A name and an
    /// address are forgotten where they had come from an earlier conversation.
    /// </summary>
    /// <param name="except">The conversation whose own unit of work this is; it looks after itself. Null for none.</param>
    /// <returns>How many other conversations have forgotten something.</returns>
    internal static int Withdraw(WriteSession session, string consentId, string? except)
    {
        var consent = session.Db.Set<RememberConsent>().AsNoTracking().SingleOrDefault(candidate => candidate.Id == consentId);
        var others = session.Db.Set<Conversation>().AsNoTracking().Where(other => other.RememberConsentId == consentId && other.Id != except).ToList();
        foreach (var other in others)
        {
            new Told([], other.LastSequence).On(other);
            Forget(other, consent);
            session.Execute(
                """UPDATE "Conversations" SET "Told" = @told, "RememberConsentId" = NULL, "ContactId" = @contact, "VisitorName" = @name, "Version" = "Version" + 1 WHERE "Id" = @id""",
                ("@told", other.Told), ("@contact", other.ContactId), ("@name", other.VisitorName), ("@id", other.Id));
        }
        session.Execute("""DELETE FROM "RememberConsents" WHERE "Id" = @id""", ("@id", consentId));
        return others.Count;
    }

    /// <summary>What a conversation had from earlier ones. While a person of ours is at it, the way to reach the visitor stays.</summary>
    internal static void Forget(Conversation conversation, RememberConsent? consent)
    {
        conversation.RememberConsentId = null;
        if (consent is not null && conversation.CreatedAt > consent.GivenAt && conversation.HandoffId is null)
            (conversation.ContactId, conversation.VisitorName) = (null, null);
    }
}

/// <summary>A person who is known from an earlier conversation, as a new one begins.</summary>
/// <param name="Language">In which the last one was held, two letters; null when that was not settled.</param>
public sealed record Recalled(string ConsentId, DateTime GivenAt, string? ContactId, string? Name, string? Language, string? TimeZone)
{
    /// <summary>Null when this person has not agreed to be remembered, or was not seen for longer than that holds.</summary>
    /// <param name="since">Seen no earlier than this, UTC.</param>
    internal static async Task<Recalled?> Find(SalesDb db, string? person, DateTime since, CancellationToken cancel)
    {
        if (person is null || await db.Set<RememberConsent>().AsNoTracking().SingleOrDefaultAsync(consent => consent.Person == person && consent.UsedAt >= since, cancel) is not { } consent)
            return null;
        var earlier = await db.Set<Conversation>().AsNoTracking().Where(other => other.RememberConsentId == consent.Id).OrderByDescending(other => other.LastMessageAt)
            .Select(other => new { other.ContactId, other.VisitorName, other.Language, other.TimeZone }).Take(20).ToListAsync(cancel);
        var contactId = earlier.Select(other => other.ContactId).FirstOrDefault(id => id is not null);
        var contact = contactId is null ? null : await db.Set<Contact>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == contactId, cancel);
        return new Recalled(consent.Id, consent.GivenAt, contact?.Id, contact?.Name ?? earlier.Select(other => other.VisitorName).FirstOrDefault(name => name is not null),
            earlier.Select(other => other.Language).FirstOrDefault(language => language is not null), earlier.Select(other => other.TimeZone).FirstOrDefault(zone => zone is not null));
    }

    /// <summary>A new conversation knows who it is. Should the consent be withdrawn at this very moment, it knows nothing.</summary>
    internal void On(Draft draft)
    {
        var next = draft.Conversation;
        next.RememberConsentId = ConsentId;
        next.ContactId ??= ContactId;
        next.VisitorName ??= Name;
        next.Language ??= Language;
        next.TimeZone ??= TimeZone;
        draft.AlsoWrite(session =>
        {
            if (session.Execute("""UPDATE "RememberConsents" SET "UsedAt" = @now WHERE "Id" = @id""", ("@now", draft.Now), ("@id", ConsentId)) == 0)
                (next.RememberConsentId, next.ContactId, next.VisitorName) = (null, null, null);
        });
    }
}
