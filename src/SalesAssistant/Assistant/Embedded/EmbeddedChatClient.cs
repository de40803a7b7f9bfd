using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using SalesAssistant.Content;

namespace SalesAssistant.Assistant.Embedded;

/// <summary>
/// The embedded model: needs no key and no server. It picks a tool by what the visitor wants, and answers in the content's own words.
/// Deterministic.
/// </summary>
public sealed class EmbeddedChatClient(AssistantOptions options, IntentExamples intents, ContentLibrary content) : IChatClient
{
    const string Search = "content_search";
    const string Clarify = "content_clarify";

    readonly ChatClientMetadata metadata = new("embedded", defaultModelId: "embedded");

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(Respond(messages as IList<ChatMessage> ?? [.. messages], options)) { ModelId = metadata.DefaultModelId });

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    ChatMessage Respond(IList<ChatMessage> messages, ChatOptions? chat)
    {
        var question = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        if (messages[^1].Contents.OfType<FunctionResultContent>().Any())
            return GoOn(question, [.. messages.SelectMany(message => message.Contents)]);
        var complete = FollowUp.Complete(question, EarlierQuestions(messages), content.Current.Names.All);
        var (tool, argument, value) = Choose(question, complete);
        if (tool == Search || chat?.Tools?.Any(candidate => candidate.Name == tool) != true)
            (tool, argument, value) = (Search, "query", complete);
        return new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", tool, new Dictionary<string, object?> { [argument] = value })]);
    }

    /// <summary>After a tool: the answer, or the question which product is meant, if that was not asked before.</summary>
    ChatMessage GoOn(string question, List<AIContent> said)
    {
        if (said.OfType<FunctionResultContent>().LastOrDefault(result => result.Result is ContentSearch)?.Result is not ContentSearch search)
            return new ChatMessage(ChatRole.Assistant, AnswerFormat.Write([]));
        var calls = said.OfType<FunctionCallContent>().ToList();
        return !calls.Exists(call => call.Name == Clarify) && search.Names.Open(search.Query, search.Result, options.AnswerThreshold) is { Count: > 1 } choices
            ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("2", Clarify, new Dictionary<string, object?> { ["names"] = string.Join(", ", choices) })])
            : new ChatMessage(ChatRole.Assistant, AnswerFormat.Write(Compose(question, search)));
    }

    /// <summary>The last user message is the question itself.</summary>
    static List<string> EarlierQuestions(IList<ChatMessage> messages) =>
        [.. messages.Where(message => message.Role == ChatRole.User).SkipLast(1).Select(message => message.Text)];

    /// <param name="question">What was said: a wish for another time is in these very words.</param>
    /// <param name="complete">The same so that it can be understood alone.</param>
    (string Tool, string Argument, string Value) Choose(string question, string complete) => FollowUp.IsOnlyName(question, content.Current.Names.All) ? (Search, "query", complete) : intents.Current.Classify(FollowUp.Corrects(question) ? complete : question).Name switch
    {
        "meeting" => ("meetings_offer", "when", question),
        "cancel" => ("meetings_cancel", "meeting", "next"),
        "person" => ("people_handoff", "reason", "CustomerRequest"),
        "frustration" => ("people_handoff", "reason", "Frustration"),
        "greeting" => ("smalltalk_say", "kind", "greeting"),
        "thanks" => ("smalltalk_say", "kind", "thanks"),
        "goodbye" => ("smalltalk_say", "kind", "goodbye"),
        "identity" => ("smalltalk_say", "kind", "areYouHuman"),
        _ => (Search, "query", question),
    };

    List<ProposedSentence> Compose(string question, ContentSearch search) =>
        [.. AnswerComposer.Compose(question, search.Result, options.AnswerThreshold).Select(sentence => new ProposedSentence(sentence.Sentence, sentence.PassageId, sentence.Quote))];
}
