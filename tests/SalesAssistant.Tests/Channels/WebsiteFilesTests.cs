using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Dom;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>What the website's server gives a browser: files, headers and facts.</summary>
public sealed partial class WebsiteFilesTests(WebsiteServer server) : IClassFixture<WebsiteServer>
{
    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("identity", null)]
    [InlineData("", null)]
    public async Task Web_Chat_comes_compressed_as_the_browser_likes_it_and_is_kept_for_ever(string accepted, string? coding)
    {
        using var http = server.App.Http();
        using var answer = await Get(http, await WebChatUrl(http), accepted);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        var script = await Uncompressed(answer);
        Assert.Equal(3_891_526, script.Length);
    }

    [Fact]
    public async Task Web_Chat_that_a_browser_has_is_not_sent_again()
    {
        using var http = server.App.Http();
        var url = await WebChatUrl(http);
        using var first = await Get(http, url, "br");
        using var again = new HttpRequestMessage(HttpMethod.Get, url);
        again.Headers.Add("Accept-Encoding", "br");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/webchat/0000/webchat.js")]
    [InlineData("/webchat/{hash}/other.js")]
    [InlineData("/webchat/{hash}/..%2Fappsettings.json")]
    public async Task Nothing_else_is_found_beside_Web_Chat(string path)
    {
        using var http = server.App.Http();
        var hash = (await WebChatUrl(http)).Split('/')[2];
        using var answer = await http.GetAsync(path.Replace("{hash}", hash, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/embed.js")]
    [InlineData("/css/tokens.css")]
    [InlineData("/chat/chat.js")]
    public async Task Our_own_files_are_asked_about_each_time_and_sent_when_they_changed(string path)
    {
        using var http = server.App.Http();
        using var first = await http.GetAsync(path);
        Assert.Equal("no-cache", first.Headers.GetValues("Cache-Control").Single());
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/chat")]
    public async Task A_page_names_only_files_of_our_own_and_all_of_them_are_there(string page)
    {
        using var http = server.App.Http();
        var document = await Document(http, page);
        var named = document.All
            .SelectMany(element => new[] { element.GetAttribute("src"), element.LocalName == "link" ? element.GetAttribute("href") : null, element.GetAttribute("data-webchat") })
            .OfType<string>().ToList();
        Assert.NotEmpty(named);
        foreach (var path in named)
        {
            Assert.StartsWith("/", path, StringComparison.Ordinal);
            using var answer = await http.GetAsync(path);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_chat_page_runs_only_scripts_with_the_nonce_of_this_response()
    {
        using var http = server.App.Http();
        var (first, second) = (await Policy(http, "/chat"), await Policy(http, "/chat"));

        Assert.Equal("'none'", first["default-src"]);
        Assert.Matches("^'nonce-[A-Za-z0-9+/=]{24}'$", first["script-src"]);
        Assert.Equal(first["script-src"], first["style-src"]);
        Assert.NotEqual(first["script-src"], second["script-src"]);
        Assert.Equal("'self'", first["frame-ancestors"]);
        Assert.DoesNotContain("unsafe", string.Concat(first.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sample_website_loads_nothing_from_elsewhere_and_is_framed_by_nobody()
    {
        using var http = server.App.Http();
        var policy = await Policy(http, "/");
        Assert.Equal("'none'", policy["default-src"]);
        Assert.Equal("'self'", policy["script-src"]);
        Assert.Equal("'none'", policy["frame-ancestors"]);
    }

    [Fact]
    public async Task The_sample_website_says_no_price_that_the_content_does_not_say()
    {
        using var http = server.App.Http();
        var content = await File.ReadAllTextAsync(Repository.PathOf("content", "pricing.md"));
        var prices = Amount().Matches((await Document(http, "/")).Body!.TextContent).Select(match => match.Value).Distinct().ToList();
        Assert.Contains("€29", prices);
        Assert.All(prices, price => Assert.Matches(Regex.Escape(price) + @"(?![\d,.]*\d)", content));
    }

    [Fact]
    public async Task The_sample_website_links_to_content_that_exists_under_its_own_title()
    {
        using var http = server.App.Http();
        var document = await Document(http, "/");
        var links = document.QuerySelectorAll("a[href^='/content/']").ToList();
        Assert.Contains(links, link => link.TextContent == "Privacy");
        foreach (var link in links)
        {
            var file = Repository.PathOf(link.GetAttribute("href")!.TrimStart('/').Split('/'));
            Assert.True(File.Exists(file), file);
            if (link.Closest("#articles") is not null)
                Assert.Contains($"title: \"{link.TextContent}\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"€[\d.,]*\d")]
    private static partial Regex Amount();

    static async Task<string> WebChatUrl(HttpClient http) => (await Document(http, "/chat")).QuerySelector("[data-webchat]")!.GetAttribute("data-webchat")!;

    static async Task<IDocument> Document(HttpClient http, string path)
    {
        var html = await http.GetStringAsync(path);
        return await BrowsingContext.New().OpenAsync(response => response.Content(html));
    }

    static async Task<Dictionary<string, string>> Policy(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return answer.Headers.GetValues("Content-Security-Policy").Single().Split(';', StringSplitOptions.TrimEntries)
            .Select(directive => directive.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
    }

    static Task<HttpResponseMessage> Get(HttpClient http, string url, string accepted)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        return http.SendAsync(request);
    }

    static async Task<byte[]> Uncompressed(HttpResponseMessage answer)
    {
        await using var sent = await answer.Content.ReadAsStreamAsync();
        await using var plain = answer.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(sent, CompressionMode.Decompress),
            "gzip" => new GZipStream(sent, CompressionMode.Decompress),
            _ => sent,
        };
        using var all = new MemoryStream();
        await plain.CopyToAsync(all);
        return all.ToArray();
    }
}
