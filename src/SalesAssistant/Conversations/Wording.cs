using SalesAssistant.Assistant;

namespace SalesAssistant.Conversations;

/// <summary>In which language a conversation is held on our side.</summary>
public static class Wording
{
    /// <summary>The phrases of the conversation's language: what the visitor writes in, and before that is known what the channel says of them.</summary>
    public static PhraseBook Of(this Phrases phrases, Conversation conversation) => phrases.In(conversation.Language ?? conversation.Locale);

    /// <summary>
    /// Settles the language by the visitor's words. The first words that show one decide for the whole conversation: who then quotes a sentence in another
    /// language is not answered in that.
    /// </summary>
    public static void Hear(this Phrases phrases, Conversation conversation, string text) => conversation.Language ??= phrases.LanguageOf(text);
}
