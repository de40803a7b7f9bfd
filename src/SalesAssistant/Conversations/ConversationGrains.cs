using Orleans.Runtime;

namespace SalesAssistant.Conversations;

/// <summary>How a conversation's grain is reached.</summary>
public static class ConversationGrains
{
    /// <summary>What Orleans would look up by reflection at each call: it is the same for every conversation.</summary>
    static Kind? known;

    public static IConversationGrain Conversation(this IGrainFactory grains, string id)
    {
        if (known is { } kind)
            return (IConversationGrain)grains.GetGrain(GrainId.Create(kind.Grain, id), kind.Interface);
        var first = grains.GetGrain<IConversationGrain>(id);
        known = new Kind(first.GetGrainId().Type, ((GrainReference)first).InterfaceType);
        return first;
    }

    sealed record Kind(GrainType Grain, GrainInterfaceType Interface);
}
