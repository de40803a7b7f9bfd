using SalesAssistant.Assistant.Embedded;
using SalesAssistant.Content;
using SalesAssistant.Hosting;

namespace SalesAssistant.Assistant;

/// <summary>Tells a message that is only a beginning from one that can be answered.</summary>
public sealed class Fragments(IntentExamples intents)
{
    const int WordsOfAGreeting = 4;

    /// <summary>Whether the visitor will go on: nothing but a greeting was said, or the sentence has no end.</summary>
    public bool IsFragment(string text) => FollowUp.IsUnfinished(text) || IsGreeting(text);

    bool IsGreeting(string text)
    {
        if (text.Contains('?', StringComparison.Ordinal) || text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length is 0 or > WordsOfAGreeting)
            return false;
        try
        {
            return intents.Current.Classify(text).Name == "greeting";
        }
        catch (SettingException)
        {
            // With a model at an endpoint nobody need have written examples. What isn't known for a greeting is answered at once.
            return false;
        }
    }
}
