using System.Text.Json.Serialization;

namespace SalesAssistant.Assistant.Contract;

/// <summary>Why a sentence of a model was not said. A fixed category, so that it can be counted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SentenceFault>))]
public enum SentenceFault
{
    /// <summary>The passage was not found in this turn, or doesn't hold the quote.</summary>
    NoSuchQuote,

    /// <summary>An address, a link or markup that the quote doesn't have.</summary>
    Link,

    /// <summary>A number, price, date or percentage that the quote doesn't have.</summary>
    Figure,

    /// <summary>The number is there, in another unit, currency or period, or as the opposite limit.</summary>
    Unit,

    /// <summary>A name that the quote doesn't have.</summary>
    Name,

    /// <summary>What the quote says of one name is said of another.</summary>
    Swapped,

    /// <summary>The quote denies what the sentence affirms, or the other way round.</summary>
    Negation,

    /// <summary>A discount, a guarantee or an act is promised that the quote doesn't promise.</summary>
    Promise,

    /// <summary>The sentence speaks of something else than its quote.</summary>
    Unrelated,
}
