#:package Microsoft.Playwright
#:property PublishAot=false

using System.Diagnostics;
using Microsoft.Playwright;

// The pictures are of the running product: nothing in them is drawn by hand. Run from the repository's root.
const string Pictures = "docs/images";
var chromium = Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists)
    ?? throw new FileNotFoundException("Chromium is needed to make the pictures.");
var data = Directory.CreateTempSubdirectory("screenshots-").FullName;

using var server = Process.Start(new ProcessStartInfo("dotnet", ["run", "--project", "src/SalesAssistant", "--", "--Urls", "http://127.0.0.1:0", "--Data:Directory", data]) { RedirectStandardOutput = true })!;
try
{
    var website = await Printed("Website with the chat:");
    var signIn = await Printed("Console (signs you in):");
    using var playwright = await Playwright.CreateAsync();
    await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });

    var prospect = await Window(1280, 800);
    await prospect.GotoAsync(website);
    await prospect.Locator("sales-assistant .launcher").ClickAsync();
    var chat = prospect.FrameLocator("sales-assistant iframe");
    await Says("What does the Academy Starter plan cost?");
    await chat.Locator(".sources a").First.WaitForAsync();
    await Picture(prospect, "website");

    await Says("Can I talk to a person?");
    await Eventually(async () => await chat.Locator(".webchat__bubble:not(.webchat__bubble--from-user)").CountAsync() >= 3);

    var rep = await Window(1440, 900);
    await rep.GotoAsync(signIn);
    await rep.Locator(".inbox").GetByText("Can I talk to a person?").First.ClickAsync();
    await rep.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync();
    await chat.GetByText("is here now.").First.WaitForAsync();
    await rep.GetByLabel("Reply to the visitor").FillAsync("Hello, I am here now. Which plan were you looking at?");
    await rep.GetByLabel("Reply to the visitor").PressAsync("Enter");
    await chat.GetByText("Which plan were you looking at?").First.WaitForAsync();
    await Says("Starter, for a shop of two people.");
    await rep.GetByRole(AriaRole.Log).GetByText("for a shop of two people").First.WaitForAsync();
    await Picture(rep, "console");

    await rep.GotoAsync($"{website}review");
    await rep.GetByText("Can I talk to a person?").First.WaitForAsync();
    await Picture(rep, "review");

    async Task<IPage> Window(int width, int height) => await (await browser.NewContextAsync(new()
    {
        ViewportSize = new() { Width = width, Height = height },
        DeviceScaleFactor = 1.5f,
        Locale = "en-GB",
        TimezoneId = "Europe/Berlin",
        ReducedMotion = ReducedMotion.Reduce,
    })).NewPageAsync();

    async Task Says(string text)
    {
        var box = chat.Locator(".webchat__send-box textarea");
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }
}
finally
{
    server.Kill(entireProcessTree: true);
    await server.WaitForExitAsync();
    Directory.Delete(data, recursive: true);
}

async Task<string> Printed(string name)
{
    while (await server.StandardOutput.ReadLineAsync() is { } line)
        if (line.StartsWith(name, StringComparison.Ordinal))
            return line[name.Length..].Trim();
    throw new InvalidOperationException("The product ended before it was ready.");
}

static async Task Picture(IPage page, string name)
{
    // Fonts and the last bubble's place are settled when two looks are the same.
    byte[] before, now = await page.ScreenshotAsync();
    do
    {
        await Task.Delay(300);
        (before, now) = (now, await page.ScreenshotAsync());
    }
    while (!before.AsSpan().SequenceEqual(now));
    Directory.CreateDirectory(Pictures);
    await File.WriteAllBytesAsync(Path.Combine(Pictures, name + ".png"), now);
    Console.WriteLine($"{Pictures}/{name}.png");
}

static async Task Eventually(Func<Task<bool>> condition)
{
    while (!await condition())
        await Task.Delay(50);
}
