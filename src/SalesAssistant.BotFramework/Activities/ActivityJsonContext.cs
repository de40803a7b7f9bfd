using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.BotFramework.DirectLine;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>
/// How protocol objects are read and written: any casing in, camelCase out, no nulls out, numbers also as strings in, a key
/// twice in one object refused (two readers could see two senders).
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(ExpectedReplies))]
[JsonSerializable(typeof(AdaptiveCardInvokeResponse))]
[JsonSerializable(typeof(ConversationReference))]
[JsonSerializable(typeof(ConversationParameters))]
[JsonSerializable(typeof(ConversationResourceResponse))]
[JsonSerializable(typeof(ResourceResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(List<ChannelAccount>))]
[JsonSerializable(typeof(PagedMembersResult))]
[JsonSerializable(typeof(Transcript))]
[JsonSerializable(typeof(AttachmentData))]
[JsonSerializable(typeof(AttachmentInfo))]
[JsonSerializable(typeof(StartConversationParameters))]
[JsonSerializable(typeof(StartConversationResponse))]
[JsonSerializable(typeof(SessionResponse))]
[JsonSerializable(typeof(ActivitySet))]
[JsonSerializable(typeof(TokenParameters))]
[JsonSerializable(typeof(DirectLineError))]
public sealed partial class ActivityJsonContext : JsonSerializerContext
{
    /// <summary>The one to use; <c>Default</c>, which the generator adds, knows nothing of the wire's rules.</summary>
    public static ActivityJsonContext Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        AllowDuplicateProperties = false,
        MaxDepth = ActivityJson.DefaultMaxDepth,
        // Letters of every language as themselves (limits count bytes); what HTML could misread stays escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
