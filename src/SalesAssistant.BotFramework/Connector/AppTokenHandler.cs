using System.Net;
using System.Net.Http.Headers;
using SalesAssistant.BotFramework.Authentication;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>
/// Puts the bot's token on requests to hosts that may have it. A channel that doesn't accept the token is asked once more with a
/// new one: a refused request was not carried out.
/// </summary>
/// <param name="timeout">How long the channel may take for each answer; the token has its own time.</param>
sealed class AppTokenHandler(AppTokens tokens, Func<Uri, bool> mayHaveToken, TimeSpan timeout, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!mayHaveToken(new Uri(request.RequestUri!.GetLeftPart(UriPartial.Path)))) return await SendInTime(request, cancellationToken);

        for (var isRetry = false; ; isRetry = true)
        {
            var token = await tokens.GetAsync(cancellationToken);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await SendInTime(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
            tokens.Drop(token);
            if (isRetry) return response;
            response.Dispose();
        }
    }

    async Task<HttpResponseMessage> SendInTime(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        return await base.SendAsync(request, patience.Token);
    }
}
