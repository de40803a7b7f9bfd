using System.ComponentModel;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Assistant;

/// <summary>The tools `smalltalk_…`: what needs no content and gets the marketers' own words.</summary>
public sealed class SmallTalkTools(Phrases phrases)
{
    [KernelFunction("say"), Description("Answers a greeting, thanks, a goodbye, or the question whether this is a human, in the company's own words.")]
    public string Say(Kernel kernel, [Description("greeting, thanks, goodbye or areYouHuman")] string kind)
    {
        var phrase = "smallTalk." + kind;
        if (!phrases.Current.Has(phrase))
            return "There is no such phrase; use greeting, thanks, goodbye or areYouHuman.";
        kernel.Turn().Intents.Add(new Intent.Say(phrase));
        return "Said.";
    }
}
