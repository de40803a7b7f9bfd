using System.ComponentModel;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Handoffs;

/// <summary>The tools `people_…`: bring in a person.</summary>
public sealed class PeopleTools
{
    [KernelFunction("handoff"), Description("Brings a human sales rep into this chat. Call it when the visitor asks for a person, or needs one.")]
    public static string HandOff(
        Kernel kernel,
        [Description("Why: CustomerRequest, UnsupportedRequest, PolicyRestriction, BuyingIntent, Objection or Frustration")] string reason)
    {
        // A reason that the model made up still is a wish for a person.
        var known = Enum.TryParse<HandoffReason>(reason, ignoreCase: true, out var parsed) && parsed != HandoffReason.Takeover ? parsed : HandoffReason.CustomerRequest;
        kernel.Turn().Intents.Add(new Intent.HandOff(known));
        return "The handoff is arranged.";
    }
}
