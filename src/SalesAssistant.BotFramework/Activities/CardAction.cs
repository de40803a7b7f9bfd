using System.Text.Json;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>
/// A button. For <c>imBack</c> make <see cref="Value"/> equal to <see cref="Title"/>: the specification sends the title,
/// Web Chat sends the value.
/// </summary>
public sealed class CardAction : Extensible
{
    /// <summary>What pressing it does; see <see cref="ActionTypes"/>.</summary>
    public string? Type { get; set; }

    /// <summary>What stands on it.</summary>
    public string? Title { get; set; }

    /// <summary>URL of a picture on it.</summary>
    public string? Image { get; set; }

    /// <summary>The picture in words.</summary>
    public string? ImageAltText { get; set; }

    /// <summary>For messageBack: the message's text.</summary>
    public string? Text { get; set; }

    /// <summary>For messageBack: what is shown in the user's name.</summary>
    public string? DisplayText { get; set; }

    /// <summary>What is sent or opened: text, a URL or an object.</summary>
    public JsonElement? Value { get; set; }

    /// <summary>What only this channel understands.</summary>
    public JsonElement? ChannelData { get; set; }
}
