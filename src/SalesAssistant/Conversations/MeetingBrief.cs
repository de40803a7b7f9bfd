using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Conversations;

/// <summary>
/// What a rep reads in the event before the meeting: what the visitor has asked and was answered, with its sources, and what is still open.
/// The visitor sees it too, in the invitation: it holds nothing that they have not said or seen themselves.
/// </summary>
public sealed class MeetingBrief(Phrases phrases, CalendarReader calendars, IDbContextFactory<SalesDb> reads)
{
    const int Most = 8;
    const int LongestText = 300;

    /// <summary>As HTML, every text encoded; null with the embedded calendar, whose console shows the conversation itself, and when there is nothing to say.</summary>
    /// <param name="name">Whom the host calls; null when nobody is called.</param>
    /// <param name="phone">At which number.</param>
    public async Task<string?> Write(Conversation conversation, CancellationToken cancel, string? name = null, string? phone = null)
    {
        if (!calendars.IsOutside)
            return null;
        var (answered, open, _, _) = await Read(conversation, cancel);
        if (answered.Count + open.Count == 0 && phone is null)
            return null;

        var html = new StringBuilder();
        if (phone is not null)
            html.Append("<p><b>").Append(Encoded(phrases.Current.Say("brief.call", ("name", name), ("phone", phone)))).Append("</b></p>");
        if (answered.Count > 0)
        {
            html.Append("<p><b>").Append(Encoded(phrases.Current.Say("brief.answered"))).Append("</b></p><ul>");
            foreach (var (question, answer, sources) in answered)
            {
                html.Append("<li>").Append(Encoded(question)).Append("<br>").Append(Encoded(answer)).Append("<br><i>")
                    .Append(Encoded($"{phrases.Current.Say("sources")}: {string.Join("; ", sources)}")).Append("</i></li>");
            }
            html.Append("</ul>");
        }
        if (open.Count > 0)
        {
            html.Append("<p><b>").Append(Encoded(phrases.Current.Say("brief.open"))).Append("</b></p><ul>");
            foreach (var question in open)
                html.Append("<li>").Append(Encoded(question)).Append("</li>");
            html.Append("</ul>");
        }
        return html.ToString();
    }

    /// <summary>What the running episode has brought.</summary>
    public async Task<BriefContent> Read(Conversation conversation, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var messages = await db.Set<Message>().AsNoTracking()
            .Where(message => message.ConversationId == conversation.Id && message.Episode == conversation.Episode && message.Audience == Audience.Everyone && message.DeletedAt == null)
            .OrderByDescending(message => message.Sequence).Take(100).OrderBy(message => message.Sequence).ToListAsync(cancel);
        var open = await db.Set<MissedQuestion>().AsNoTracking().Where(missed => missed.ConversationId == conversation.Id).OrderByDescending(missed => missed.At).Select(missed => missed.Question).Take(Most).ToListAsync(cancel);
        var answered = messages.Where(message => message is { Sender: Sender.Assistant, Citations: not null, ReplyTo: not null }).TakeLast(Most)
            .Select(answer => (Question: messages.Find(asked => asked.Sequence == answer.ReplyTo && asked.Sender == Sender.Contact)?.Text, Answer: answer))
            .Where(pair => pair.Question is not null)
            .Select(pair => (pair.Question!, pair.Answer.Text, Sources: (IReadOnlyList<string>)[.. JsonSerializer.Deserialize<List<Citation>>(pair.Answer.Citations!, JsonSerializerOptions.Web)!.Select(citation => citation.Heading).Distinct()]))
            .ToList();
        var handoffs = await db.Set<Handoff>().AsNoTracking().Where(handoff => handoff.ConversationId == conversation.Id && (handoff.Objection != null || handoff.Reason == HandoffReason.Objection))
            .OrderByDescending(handoff => handoff.At).Take(Most).ToListAsync(cancel);
        return new BriefContent(answered, open, [.. handoffs.SelectMany(handoff => new[] { handoff.Objection, handoff.Reason == HandoffReason.Objection ? handoff.Question : null }).OfType<string>().Where(words => words.Length > 0).Distinct()],
            Told.Of(conversation).Facts);
    }

    static string Encoded(string text) => HtmlEncoder.Default.Encode(Short(text));

    internal static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}

/// <summary>What a rep should know before a meeting.</summary>
/// <param name="Answered">What was asked and answered, with the headings that the answers come from.</param>
/// <param name="Open">What our content did not answer, the latest first.</param>
/// <param name="Objections">What stood against buying: in the words of a rep's verdict, or of the visitor.</param>
/// <param name="Told">What the visitor has told of themselves.</param>
public sealed record BriefContent(IReadOnlyList<(string Question, string Answer, IReadOnlyList<string> Sources)> Answered, IReadOnlyList<string> Open, IReadOnlyList<string> Objections, IReadOnlyList<ToldFact> Told);
