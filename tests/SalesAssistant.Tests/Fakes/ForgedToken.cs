using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace SalesAssistant.Tests.Fakes;

/// <summary>A token made by hand, so that every part of it can be wrong. As it is made it is right.</summary>
sealed class ForgedToken
{
    /// <summary>What a channel's token holds, and no more.</summary>
    /// <param name="key">Signs it.</param>
    /// <param name="serviceUrl">The claim.</param>
    /// <param name="now">It was made a minute before.</param>
    public static ForgedToken OfChannel(OpenIdServer.Key key, string serviceUrl, DateTimeOffset now, string issuer = "https://api.botframework.com") => new(key)
    {
        Claims =
        {
            ["serviceurl"] = serviceUrl,
            ["nbf"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(59).ToUnixTimeSeconds(),
            ["iss"] = issuer,
            ["aud"] = OpenIdServer.AppId,
        },
    };

    /// <summary>What a token of Entra holds, in the form of this version.</summary>
    public static ForgedToken OfEntra(OpenIdServer.Key key, DateTimeOffset now, string version) => new(key)
    {
        Claims =
        {
            ["nbf"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(59).ToUnixTimeSeconds(),
            ["iss"] = version == "1.0" ? $"https://sts.windows.net/{OpenIdServer.Tenant}/" : $"https://login.microsoftonline.com/{OpenIdServer.Tenant}/v2.0",
            ["aud"] = OpenIdServer.AppId,
            ["tid"] = OpenIdServer.Tenant,
            ["ver"] = version,
            [version == "1.0" ? "appid" : "azp"] = OpenIdServer.AppId,
        },
    };

    ForgedToken(OpenIdServer.Key key)
    {
        Header = new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = key.Id };
        Sign = signed => key.Rsa.SignData(signed, HashOf(), RSASignaturePadding.Pkcs1);
    }

    public Dictionary<string, object> Header { get; }
    public Dictionary<string, object> Claims { get; } = [];
    public Func<byte[], byte[]> Sign { get; set; }

    public override string ToString()
    {
        var signed = $"{Part(Header)}.{Part(Claims)}";
        return $"{signed}.{Base64UrlEncoder.Encode(Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Part(object content) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(content));

    HashAlgorithmName HashOf() => Header.GetValueOrDefault("alg") switch
    {
        "RS384" => HashAlgorithmName.SHA384,
        "RS512" => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };
}
