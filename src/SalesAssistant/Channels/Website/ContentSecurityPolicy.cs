using System.Security.Cryptography;

namespace SalesAssistant.Channels.Website;

/// <summary>What our pages may load and who may frame them. Nothing comes from another host.</summary>
public static class ContentSecurityPolicy
{
    /// <summary>A fresh nonce: 128 bits, for one response.</summary>
    public static string Nonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>
    /// The chat page. Only scripts and styles that carry the nonce run, which Web Chat hands on to what it injects;
    /// it reads blobs of its own and may show the pictures of a card.
    /// </summary>
    /// <param name="nonce">Of this response.</param>
    /// <param name="request">Names the host of the WebSocket, which not every browser counts as 'self'.</param>
    /// <param name="frameAncestors">Sites that may frame the page.</param>
    public static string Chat(string nonce, HttpRequest request, string frameAncestors) => string.Join("; ",
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        $"connect-src 'self' {(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()} blob:",
        "img-src 'self' data: blob:",
        $"script-src 'nonce-{nonce}'",
        $"style-src 'nonce-{nonce}'",
        $"frame-ancestors {frameAncestors}");

    /// <summary>The sample website.</summary>
    public const string Site =
        "default-src 'none'; base-uri 'none'; form-action 'self'; connect-src 'self'; img-src 'self' data:; " +
        "script-src 'self'; style-src 'self'; frame-src 'self'; frame-ancestors 'none'";
}
