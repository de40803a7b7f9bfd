using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(SalesAssistant.Tests.Drivers.Browser))]

namespace SalesAssistant.Tests.Drivers;

/// <summary>Chromium as the machine has it, started when the first test asks for a window. Without one a test is skipped and says so.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>As with every wait here, the limit is only there so that a broken test ends, also on a busy machine.</summary>
    const float LongestWait = 60_000;

    /// <summary>The first without a window around the page, at little more than half of the cost.</summary>
    static readonly string[] Places = ["/usr/lib/chromium/chromium-headless-shell", "/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    readonly SemaphoreSlim starting = new(1);
    IPlaywright? playwright;
    IBrowser? chromium;

    /// <summary>A window of its own: no cookies or storage of another.</summary>
    public async Task<Window> Open(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, string locale = "en-GB", string timeZone = "Europe/Berlin", bool touch = false)
    {
        var context = await (await Chromium()).NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            Locale = locale,
            TimezoneId = timeZone,
            HasTouch = touch,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(LongestWait);
        return new Window(context, await context.NewPageAsync());
    }

    async Task<IBrowser> Chromium()
    {
        var executable = Array.Find(Places, File.Exists);
        if (executable is null)
            Assert.Skip($"No Chromium at {string.Join(", ", Places)}.");
        await starting.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            Assertions.SetDefaultExpectTimeout(LongestWait);
            return chromium ??= await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = executable,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    // The outside is closed: a page that asks for it gets nothing.
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                ],
            });
        }
        finally
        {
            starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
            await chromium.DisposeAsync();
        playwright?.Dispose();
        starting.Dispose();
    }
}

/// <summary>One person's window, and what went wrong in it.</summary>
public sealed class Window : IAsyncDisposable
{
    readonly List<string> requests = [];
    readonly List<string> errors = [];
    readonly IBrowserContext context;

    internal Window(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        context.Request += (_, request) => { lock (requests) requests.Add(request.Url); };
        context.WebError += (_, error) => { lock (errors) errors.Add(error.Error); };
    }

    public IPage Page { get; }

    /// <summary>Every address asked for, in order.</summary>
    public IReadOnlyList<string> Requests { get { lock (requests) return [.. requests]; } }

    /// <summary>Exceptions that no script caught.</summary>
    public IReadOnlyList<string> Errors { get { lock (errors) return [.. errors]; } }

    /// <summary>What axe-core finds against WCAG 2.2 AA and its own best practices, one line a rule with the elements.</summary>
    public Task<IReadOnlyList<string>> AccessibilityFaults() => Faults("{ resultTypes: ['violations'] }");

    /// <summary>The same for what a colour scheme can change: contrast alone.</summary>
    public Task<IReadOnlyList<string>> ContrastFaults() => Faults("{ resultTypes: ['violations'], runOnly: ['color-contrast'] }");

    /// <summary>All rules in the light; in the dark the one that it can change.</summary>
    /// <param name="where">What the page shows, for whoever reads that it failed.</param>
    public async Task HasNoFault(string where)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await ContrastFaults();
        Assert.True(dark.Count == 0, $"In {where}, dark:\n{string.Join('\n', dark)}");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var light = await AccessibilityFaults();
        Assert.True(light.Count == 0, $"In {where}:\n{string.Join('\n', light)}");
    }

    /// <summary>On a desk and on a phone, light and dark; and nothing in the page is wider than the window.</summary>
    /// <param name="where">As in <see cref="HasNoFault"/>.</param>
    public async Task HasNoFaultAtAnySize(string where)
    {
        foreach (var width in (int[])[1440, 390])
        {
            await Page.SetViewportSizeAsync(width, 844);
            await HasNoFault($"{where}, {width} wide");
            Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{where} is wider than {width}");
        }
    }

    /// <remarks>
    /// In the page itself, with Deque's own script: Deque's RunAxe opens a further page each time, only to put the results of frames together, which
    /// costs more than the looking does. A page's title is the last thing that Blazor writes, and axe would miss it.
    /// </remarks>
    async Task<IReadOnlyList<string>> Faults(string options)
    {
        await Eventually.Holds(async () => (await Page.TitleAsync()).Length > 0, "the page has its title");
        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
            await Page.EvaluateAsync(AxeScript.Value);
        return await Page.EvaluateAsync<string[]>(
            $$"""async () => (await axe.run(document, {{options}})).violations.map(rule => `${rule.id}: ${rule.help}: ${rule.nodes.map(node => node.html).join(' | ')}`)""");
    }

    static readonly Lazy<string> AxeScript = new(() => new BundledAxeScriptProvider().GetScript());

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
