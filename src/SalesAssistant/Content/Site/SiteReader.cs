using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SalesAssistant.Content.Site;

/// <summary>Reads the company's website page by page, by its sitemap (sitemaps.org), and again every few hours. What was read stays when the site is down.</summary>
internal sealed class SiteReader(SiteSettings settings, SiteStore store, ContentLibrary library, ILogger<SiteReader> log) : BackgroundService
{
    const int MostPages = 2000;
    const int MostSitemaps = 50;

    /// <summary>One page at a time, with a breath between: a company's own site is not to be felt by its visitors.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan PauseBeforeRepeat = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Sitemap is not { } sitemap)
            return;
        using var client = new SiteClient(settings, PauseBeforeRepeat);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadSite(client, sitemap, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The site {Site} couldn't be read; its pages stay as they were", sitemap);
            }
            // About the network, not about the business: it runs on real time even where tests hold the clock.
            await Task.Delay(settings.Every, stoppingToken);
        }
    }

    async Task ReadSite(SiteClient client, Uri sitemap, CancellationToken cancel)
    {
        if (await PagesIn(client, sitemap, cancel) is not { } pages)
            return;
        var before = store.Tags();
        var tags = new Dictionary<string, string?>(before);
        var changed = 0;
        foreach (var (file, page) in pages)
        {
            switch (await client.Get(page, "html", before.GetValueOrDefault(file), cancel))
            {
                case Fetched.Page fresh:
                    store.Keep(file, page, Utf8(fresh));
                    tags[file] = fresh.Tag;
                    changed++;
                    break;
                case Fetched.Gone:
                    tags.Remove(file);
                    store.Remove(file);
                    changed++;
                    break;
                case Fetched.Failed failed:
                    log.LogWarning("The page {Page} wasn't read: {Why}", page, failed.Why);
                    break;
            }
            await Task.Delay(Pause, cancel);
        }
        foreach (var gone in before.Keys.Except(pages.Keys))
        {
            tags.Remove(gone);
            store.Remove(gone);
            changed++;
        }
        store.Keep(tags);
        if (changed > 0)
            library.Refresh();
        log.LogInformation("The site {Site} was read: {Pages} pages, {Changed} changed", sitemap, pages.Count, changed);
    }

    /// <summary>Null when the list can't be had: then nothing is known to be gone.</summary>
    async Task<Dictionary<string, Uri>?> PagesIn(SiteClient client, Uri sitemap, CancellationToken cancel)
    {
        var pages = new Dictionary<string, Uri>(StringComparer.Ordinal);
        var open = new Queue<Uri>([sitemap]);
        for (var read = 0; open.TryDequeue(out var list) && read < MostSitemaps; read++)
        {
            if (await client.Get(list, "xml", null, cancel) is not Fetched.Page { Body: var body })
            {
                log.LogWarning("The sitemap {Sitemap} wasn't read; set Content:Site to a sitemap.xml, or to a site that has one", list);
                return null;
            }
            if (Parse(body) is not { } root)
            {
                log.LogWarning("The sitemap {Sitemap} isn't one: it has to be XML with <urlset> or <sitemapindex>", list);
                return null;
            }
            foreach (var place in root.Elements().SelectMany(entry => entry.Elements().Where(element => element.Name.LocalName == "loc")))
            {
                if (!Uri.TryCreate(list, place.Value.Trim(), out var address) || address.Host != sitemap.Host || address.Port != sitemap.Port)
                    continue;
                if (root.Name.LocalName == "sitemapindex")
                    open.Enqueue(address);
                else if (pages.Count < MostPages)
                    pages.TryAdd(SiteStore.FileOf(address), address);
            }
        }
        if (pages.Count == MostPages)
            log.LogWarning("The site has more than {Most} pages; the first ones are read", MostPages);
        return pages;
    }

    static XElement? Parse(byte[] xml)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader) is { Name.LocalName: "urlset" or "sitemapindex" } root ? root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Pages are kept as all content is written; a charset that only the server knew would be lost.</summary>
    static byte[] Utf8(Fetched.Page page) =>
        page.Charset is { } charset && AngleSharp.Text.TextEncoding.Resolve(charset) is { } encoding and not UTF8Encoding ? Encoding.UTF8.GetBytes(encoding.GetString(page.Body)) : page.Body;
}
