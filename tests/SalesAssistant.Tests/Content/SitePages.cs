using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SalesAssistant.Content;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Content;

/// <summary>The company's website is content: read by its sitemap, kept, and never a way into the company's network.</summary>
public sealed class SitePages : IAsyncLifetime
{
    readonly ConcurrentDictionary<string, (string Body, string Type)> pages = new();
    readonly ConcurrentDictionary<string, string> redirects = new();
    readonly ConcurrentQueue<(string Path, int Status)> asked = new();
    readonly CapturedLog log = new();
    readonly string data = TestFolder.New("site");
    WebApplication website = null!;

    string Address => website.Urls.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        website = builder.Build();
        website.Urls.Add("http://127.0.0.1:0");
        website.Run(Answer);
        await website.StartAsync();
    }

    Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (redirects.TryGetValue(path, out var target))
            http.Response.Redirect(target);
        else if (!pages.TryGetValue(path, out var page))
            http.Response.StatusCode = 404;
        else
        {
            var tag = $"\"{page.Body.Length}\"";
            http.Response.Headers.ETag = tag;
            http.Response.ContentType = page.Type;
            if (http.Request.Headers.IfNoneMatch == tag)
                http.Response.StatusCode = 304;
            else
            {
                asked.Enqueue((path, 200));
                return http.Response.WriteAsync(page.Body);
            }
        }
        asked.Enqueue((path, http.Response.StatusCode));
        return Task.CompletedTask;
    }

    void Has(string path, string words) => pages[path] = ($"<html><body><nav>Menu</nav><main><h1>{words.Split(' ')[0]}</h1><p>{words}</p></main></body></html>", "text/html; charset=utf-8");

    void Lists(params string[] paths) => pages["/sitemap.xml"] =
        ($"<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{string.Concat(paths.Select(path => $"<url><loc>{(path.StartsWith('/') ? Address + path : path)}</loc></url>"))}</urlset>", "application/xml");

    Task<SalesApp> Start(bool isListed = true) => SalesApp.Start(
        services => services.AddSingleton<ILoggerProvider>(log),
        ["--environment", "Development", "--Content:Site", Address, "--Content:AllowedHosts", isListed ? new Uri(Address).Authority : "other:1", "--Logging:LogLevel:SalesAssistant.Content", "Information"], data);

    Task WasRead() => Eventually.Holds(() => Task.FromResult(log.Lines.Any(line => line.Contains("was read:", StringComparison.Ordinal))));

    [Fact]
    public async Task Its_pages_are_answered_from_and_lead_back_to_it()
    {
        Has("/docs/norway", "Norway parcels from our Bergen warehouse take six days and cost nineteen euros, whatever their weight is and wherever they go.");
        Lists("/docs/norway", "https://elsewhere.example/page");
        await using var app = await Start();
        await WasRead();

        var hit = app.Services.GetRequiredService<ContentLibrary>().Current.Search("How long do Norway parcels from the Bergen warehouse take?", 1, app.Services.GetRequiredService<CompanyClock>().Today).Hits[0];

        Assert.Equal("site/docs/norway.html", hit.Passage.Item.File);
        Assert.Equal($"{Address}/docs/norway", hit.Passage.Item.Url);
        using var http = app.Http();
        Assert.Contains($"href=\"{Address}/docs/norway\"", await http.GetStringAsync("/content/site/docs/norway.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_it_is_served_at_once_and_only_what_changed_is_read_again()
    {
        Has("/same", "Same words stay on this page of the website for a long while, so nobody needs to read them a second time.");
        Has("/gone", "Gone tomorrow is what this page of the website will be, and so nobody may cite it after that has happened.");
        Lists("/same", "/gone");
        await using (await Start())
            await WasRead();
        Lists("/same");
        asked.Clear();
        log.Clear();

        await using var app = await Start();

        await WasRead();
        Assert.Equal([("/sitemap.xml", 200), ("/same", 304)], asked);
        var files = app.Services.GetRequiredService<ContentLibrary>().Current.Items.Select(item => item.File).ToList();
        Assert.Contains("site/same.html", files);
        Assert.DoesNotContain("site/gone.html", files);
    }

    [Fact]
    public async Task A_site_that_is_down_keeps_its_pages()
    {
        Has("/same", "Same words stay on this page of the website for a long while, so nobody needs to read them a second time.");
        Lists("/same");
        await using (await Start())
            await WasRead();
        pages.Clear();
        log.Clear();

        await using var app = await Start();

        await Eventually.Holds(() => Task.FromResult(log.Lines.Any(line => line.Contains("wasn't read", StringComparison.Ordinal))));
        Assert.Contains("site/same.html", app.Services.GetRequiredService<ContentLibrary>().Current.Items.Select(item => item.File));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", "another site")]
    [InlineData("http://127.0.0.2/admin", "another site")]
    [InlineData("/round", "redirects more than")]
    public async Task A_redirect_never_leads_off_the_site(string target, string why)
    {
        redirects["/round"] = "/round";
        redirects["/page"] = target;
        Lists("/page");

        await using var app = await Start();

        await Eventually.Holds(() => Task.FromResult(log.Lines.Any(line => line.Contains(why, StringComparison.Ordinal))));
        Assert.DoesNotContain(app.Services.GetRequiredService<ContentLibrary>().Current.Items, item => item.File.StartsWith("site/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_address_that_nobody_listed_is_not_asked()
    {
        Lists("/page");

        await using var app = await Start(isListed: false);

        await Eventually.Holds(() => Task.FromResult(log.Lines.Any(line => line.Contains("sitemap", StringComparison.Ordinal) && line.Contains("wasn't read", StringComparison.Ordinal))));
        Assert.Empty(asked);
    }

    [Fact]
    public async Task A_sitemap_of_sitemaps_is_followed_and_a_page_that_is_none_left_out()
    {
        Has("/a", "Alpha is the first of two plans that the company sells, and it has everything that one person needs to begin.");
        pages["/b.pdf"] = ("%PDF-", "application/pdf");
        pages["/part.xml"] = ($"<urlset><url><loc>{Address}/a</loc></url><url><loc>{Address}/b.pdf</loc></url></urlset>", "text/xml");
        pages["/sitemap.xml"] = ($"<sitemapindex><sitemap><loc>{Address}/part.xml</loc></sitemap></sitemapindex>", "text/xml");

        await using var app = await Start();

        await WasRead();
        Assert.Equal(["site/a.html"], app.Services.GetRequiredService<ContentLibrary>().Current.Items.Select(item => item.File).Where(file => file.StartsWith("site/", StringComparison.Ordinal)));
        Assert.Contains(log.Lines, line => line.Contains("it is application/pdf", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.20.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("93.184.216.34", true)]
    [InlineData("192.0.78.24", true)]
    [InlineData("2606:2800:220:1::1", true)]
    public void What_lies_inside_a_network_is_told_from_the_internet(string address, bool isPublic) => Assert.Equal(isPublic, PublicInternet.IsPublic(IPAddress.Parse(address)));

    public async ValueTask DisposeAsync() => await website.DisposeAsync();
}
