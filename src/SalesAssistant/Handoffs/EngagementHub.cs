using SalesAssistant.Hosting;

namespace SalesAssistant.Handoffs;

/// <summary>A desk of other people, run by somebody else, that is asked beside our own reps (`Handoff:Hub`).</summary>
public sealed class EngagementHub
{
    /// <summary>The owner of a conversation that the hub's people have. No address, so no rep is called that.</summary>
    public const string Owner = "engagement hub";

    /// <summary>Where its Connector API is; null when there is no hub.</summary>
    public Uri? Address { get; }

    /// <exception cref="SettingException">It is not an address that may be spoken to.</exception>
    public EngagementHub(IConfiguration configuration)
    {
        Address = Settings.WebAddress(configuration, "Handoff:Hub");
        // What visitors wrote goes there.
        if (Address is { Scheme: "http", IsLoopback: false })
            throw new SettingException("Handoff:Hub", $"is '{Address}', where everybody on the way could read along", "write an https address");
    }
}

/// <summary>What the hub has said of a handoff.</summary>
public enum HubState
{
    /// <summary>It is to be asked, or was; nothing has come back.</summary>
    Asked,

    /// <summary>One of its people has the conversation.</summary>
    Accepted,

    /// <summary>It reached nobody: our own reps still may.</summary>
    Failed,

    /// <summary>Given back to the assistant.</summary>
    Completed,
}
