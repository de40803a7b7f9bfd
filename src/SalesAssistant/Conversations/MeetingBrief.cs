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

    /// <summary>As HTML, every text encoded; null with the embedded calendar, whose console shows the conversation itself, and when nothing was asked.</summary>
    public async Task<string?> Write(Conversation conversation, CancellationToken cancel)
    {
        if (!calendars.IsOutside || await Read(conversation.Id, conversation.Episode, cancel) is not { } told)
            return null;
        var (answered, open) = (told.Answered, told.Open);
        var html = new StringBuilder();
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

    /// <summary>What an episode was about; null when nothing was asked.</summary>
    public async Task<BriefContent?> Read(string conversationId, int episode, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var messages = await db.Set<Message>().AsNoTracking()
            .Where(message => message.ConversationId == conversationId && message.Episode == episode && message.Audience == Audience.Everyone && message.DeletedAt == null)
            .OrderByDescending(message => message.Sequence).Take(100).OrderBy(message => message.Sequence).ToListAsync(cancel);
        var open = await db.Set<MissedQuestion>().AsNoTracking().Where(missed => missed.ConversationId == conversationId).OrderByDescending(missed => missed.At).Select(missed => missed.Question).Take(Most).ToListAsync(cancel);
        var answered = messages.Where(message => message is { Sender: Sender.Assistant, Citations: not null, ReplyTo: not null }).TakeLast(Most)
            .Select(answer => (Question: messages.Find(asked => asked.Sequence == answer.ReplyTo && asked.Sender == Sender.Contact)?.Text, Answer: answer))
            .Where(pair => pair.Question is not null)
            .Select(pair => new AnsweredQuestion(pair.Question!, pair.Answer.Text, [.. JsonSerializer.Deserialize<List<Citation>>(pair.Answer.Citations!, JsonSerializerOptions.Web)!.Select(citation => citation.Heading).Distinct()]))
            .ToList();
        return answered.Count + open.Count == 0 ? null : new BriefContent(answered, open);
    }

    static string Encoded(string text) => HtmlEncoder.Default.Encode(text.Length <= LongestText ? text : text[..LongestText] + "…");
}

/// <summary>What a rep should know before a meeting.</summary>
/// <param name="Open">Questions that the content did not answer, the latest first.</param>
public sealed record BriefContent(IReadOnlyList<AnsweredQuestion> Answered, IReadOnlyList<string> Open);

/// <summary>A question with its answer, and the headings that it came from.</summary>
public sealed record AnsweredQuestion(string Question, string Answer, IReadOnlyList<string> Sources);
