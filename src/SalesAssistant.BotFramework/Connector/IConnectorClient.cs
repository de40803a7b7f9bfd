using Refit;
using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>
/// The Connector's REST API (v3) of one channel: the calls, one method each. Every method returns the bare answer, since
/// channels answer with bodies of several forms and with none; <see cref="ConnectorAnswers"/> reads them. The caller disposes it.
/// </summary>
public interface IConnectorClient
{
    [Post("/v3/conversations")]
    Task<HttpResponseMessage> CreateConversationAsync([Body] ConversationParameters parameters, CancellationToken cancellationToken);

    [Post("/v3/conversations/{conversationId}/activities")]
    Task<HttpResponseMessage> SendToConversationAsync(string conversationId, [Body] Activity activity, CancellationToken cancellationToken);

    [Post("/v3/conversations/{conversationId}/activities/{activityId}")]
    Task<HttpResponseMessage> ReplyToActivityAsync(string conversationId, string activityId, [Body] Activity activity, CancellationToken cancellationToken);

    [Put("/v3/conversations/{conversationId}/activities/{activityId}")]
    Task<HttpResponseMessage> UpdateActivityAsync(string conversationId, string activityId, [Body] Activity activity, CancellationToken cancellationToken);

    [Delete("/v3/conversations/{conversationId}/activities/{activityId}")]
    Task<HttpResponseMessage> DeleteActivityAsync(string conversationId, string activityId, CancellationToken cancellationToken);

    [Post("/v3/conversations/{conversationId}/activities/history")]
    Task<HttpResponseMessage> SendConversationHistoryAsync(string conversationId, [Body] Transcript transcript, CancellationToken cancellationToken);

    [Get("/v3/conversations/{conversationId}/members")]
    Task<HttpResponseMessage> GetConversationMembersAsync(string conversationId, CancellationToken cancellationToken);

    [Get("/v3/conversations/{conversationId}/members/{memberId}")]
    Task<HttpResponseMessage> GetConversationMemberAsync(string conversationId, string memberId, CancellationToken cancellationToken);

    [Get("/v3/conversations/{conversationId}/pagedmembers")]
    Task<HttpResponseMessage> GetConversationPagedMembersAsync(string conversationId, int? pageSize, string? continuationToken, CancellationToken cancellationToken);

    [Get("/v3/conversations/{conversationId}/activities/{activityId}/members")]
    Task<HttpResponseMessage> GetActivityMembersAsync(string conversationId, string activityId, CancellationToken cancellationToken);

    [Delete("/v3/conversations/{conversationId}/members/{memberId}")]
    Task<HttpResponseMessage> DeleteConversationMemberAsync(string conversationId, string memberId, CancellationToken cancellationToken);

    [Post("/v3/conversations/{conversationId}/attachments")]
    Task<HttpResponseMessage> UploadAttachmentAsync(string conversationId, [Body] AttachmentData attachment, CancellationToken cancellationToken);

    [Get("/v3/attachments/{attachmentId}")]
    Task<HttpResponseMessage> GetAttachmentInfoAsync(string attachmentId, CancellationToken cancellationToken);

    [Get("/v3/attachments/{attachmentId}/views/{viewId}")]
    Task<HttpResponseMessage> GetAttachmentAsync(string attachmentId, string viewId, CancellationToken cancellationToken);

    [Get("/v3/teams/{teamId}")]
    Task<HttpResponseMessage> GetTeamDetailsAsync(string teamId, CancellationToken cancellationToken);

    [Get("/v3/teams/{teamId}/conversations")]
    Task<HttpResponseMessage> GetTeamConversationsAsync(string teamId, CancellationToken cancellationToken);
}
