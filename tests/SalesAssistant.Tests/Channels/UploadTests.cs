using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using SalesAssistant.Conversations;
using SalesAssistant.Conversations.Files;
using SalesAssistant.Tests.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Files that visitors send, over real HTTP: what is taken, what is refused, and what becomes of them.</summary>
public sealed class UploadTests(Browser browser, WebsiteServer server) : IClassFixture<WebsiteServer>
{
    const string ActivityType = "application/vnd.microsoft.activity";
    static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    static readonly byte[] Pdf = "%PDF-1.7\n%%EOF"u8.ToArray();

    readonly SalesApp app = server.App;

    [Fact]
    public async Task Files_come_back_on_the_stream_with_addresses_that_serve_them_in_the_order_in_which_the_activity_names_them()
    {
        var (id, client) = await Started();
        using var mine = client;
        await using var socket = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);

        var sent = await client.Post($"conversations/{id}/upload?userId=u1", Multipart(
            ("file", "terms.pdf", "application/pdf", Pdf),
            ("activity", "blob", ActivityType, """
                {"type":"message","from":{"id":"u1"},"text":"Hello with files","channelData":{"clientActivityID":"up-1"},
                 "attachments":[{"name":"view.png","contentType":"image/png","thumbnailUrl":"data:image/png;base64,AAAA","own":"kept"},{"name":"never-sent.png","contentType":"image/png"},{"name":"terms.pdf","contentType":"application/pdf"}]}
                """u8.ToArray()),
            ("file", "view.png", "image/png", Png)));

        Assert.Equal(200, sent.Status);
        var echo = await socket.Hears("Hello with files");
        Assert.Equal((sent.Text("id"), "up-1"), (echo.GetProperty("id").GetString(), echo.GetProperty("channelData").GetProperty("clientActivityID").GetString()));
        var attachments = echo.GetProperty("attachments").EnumerateArray().ToList();
        Assert.Equal([("view.png", "image/png"), ("terms.pdf", "application/pdf")], attachments.Select(attachment => (attachment.GetProperty("name").GetString(), attachment.GetProperty("contentType").GetString())));
        Assert.Equal(("data:image/png;base64,AAAA", "kept"), (attachments[0].GetProperty("thumbnailUrl").GetString(), attachments[0].GetProperty("own").GetString()));
        Assert.Equal(Png, await Served(attachments[0]));
        Assert.Equal(Pdf, await Served(attachments[1]));
    }

    [Fact]
    public async Task A_file_as_the_body_itself_is_a_message_of_the_named_user()
    {
        var (id, client) = await Started();
        using var mine = client;

        var sent = await client.Post($"conversations/{id}/upload?userId=u7", new ByteArrayContent(Png)
        {
            Headers = { ContentType = new("image/png"), ContentDisposition = new("attachment") { Name = "file", FileName = "view.png" } },
        });

        Assert.Equal(200, sent.Status);
        var echo = Assert.Single(await client.Activities(id), activity => activity.GetProperty("id").GetString() == sent.Text("id"));
        Assert.Equal("u7", echo.GetProperty("from").GetProperty("id").GetString());
        Assert.Equal("view.png", echo.GetProperty("attachments")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_content_decides_what_a_file_is_and_not_its_name_or_the_type_it_claims()
    {
        var (id, client) = await Started();
        using var mine = client;
        (string Name, string Claimed, byte[] Content, string Shown, string Type)[] taken =
        [
            ("picture.txt", "text/plain", Png, "picture.txt.png", "image/png"),
            ("photo.JPEG", "image/png", [0xFF, 0xD8, 0xFF, 0xE0, 1], "photo.JPEG", "image/jpeg"),
            ("a.gif", "image/gif", "GIF89a<script>"u8.ToArray(), "a.gif", "image/gif"),
            ("a.webp", "application/octet-stream", [.. "RIFF"u8, 1, 0, 0, 0, .. "WEBPVP8 "u8], "a.webp", "image/webp"),
            ("evil.exe", "text/plain", "just words, ä"u8.ToArray(), "evil.exe.txt", "text/plain"),
            ("../../etc/offer\u202Exslx.docx", "application/zip", Office("word/document.xml"), "offerxslx.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("", "", Office("xl/workbook.xml"), "file.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("talk.pptx", "x/y", Office("ppt/presentation.xml"), "talk.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ];
        foreach (var (name, claimed, content, shown, type) in taken)
        {
            var sent = await client.Post($"conversations/{id}/upload", Multipart(("file", name, claimed, content)));
            Assert.True(sent.Status == 200, $"{name}: {sent.Json}");
            var message = (await app.Messages(id)).Single(message => Transcripts.MessageId(id, message.Sequence) == sent.Text("id"));
            Assert.Equal((shown, type), MessageFile.Read(message.Files).Select(file => (file.Name, file.ContentType)).Single());
        }

        (string Name, string Claimed, byte[] Content)[] refused =
        [
            ("a.png", "image/png", "<html><script>alert(1)</script>"u8.ToArray()),
            ("a.png", "image/png", "just words"u8.ToArray()),
            ("a.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()),
            ("a.txt", "text/plain", "\uFEFF\n <!DOCTYPE html><p>"u8.ToArray()),
            ("a.txt", "text/plain", "#!/bin/sh\n"u8.ToArray()),
            ("a.txt", "text/plain", [0x41, 0, 0x42]),
            ("a.txt", "text/plain", [0x41, 0xFF, 0xFE]),
            ("a.docx", "application/zip", Office("word/document.xml", "word/vbaProject.bin")),
            ("a.docx", "application/zip", Office("readme.txt")),
            ("a.docx", "application/zip", "PK\u0003\u0004 and nothing more"u8.ToArray()),
            ("a.pdf", "application/pdf", [.. "<html>"u8, .. Pdf]),
            ("a.exe", "application/octet-stream", "MZ"u8.ToArray()),
        ];
        foreach (var (name, claimed, content) in refused)
        {
            var answer = await client.Post($"conversations/{id}/upload", Multipart(("file", name, claimed, content)));
            Assert.True((answer.Status, answer.ErrorCode) == (415, "UnsupportedMediaType"), $"{name} {claimed}: {answer.Status}");
            Assert.Contains("docx", answer.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        Assert.Empty(Unfinished());
    }

    [Fact]
    public async Task What_is_too_large_or_too_many_or_broken_is_refused_with_a_reason_and_nothing_of_it_stays()
    {
        await using var small = await SalesApp.Start(settings: ["--Uploads:LargestFile", "100000", "--Uploads:MostFiles", "2", "--Uploads:MostBytes", "250000", "--Uploads:Kinds", "png, txt"]);
        using var client = await Opened(small);
        var id = client.Conversation;
        byte[] Text(int bytes, char letter = 'x') => Encoding.UTF8.GetBytes(new string(letter, bytes));
        async Task Refused(int status, string code, HttpContent content)
        {
            var answer = await client.Line.Post($"conversations/{id}/upload", content);
            Assert.Equal((status, code), (answer.Status, answer.ErrorCode));
            Assert.NotEmpty(answer.Json.GetProperty("error").GetProperty("message").GetString()!);
        }
        ByteArrayContent Raw(string type, byte[] body) => new(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

        await Refused(413, "MessageSizeTooBig", Multipart(("file", "a.txt", "text/plain", Text(100_001))));
        await Refused(413, "MessageSizeTooBig", Multipart(("file", "a.txt", "text/plain", Text(2_000_000))));
        await Refused(413, "MessageSizeTooBig", new Unmeasured(Raw("text/plain", Text(300_000))));
        await Refused(413, "MessageSizeTooBig", Multipart(("file", "a.txt", "text/plain", Text(1)), ("file", "b.txt", "text/plain", Text(1)), ("file", "c.txt", "text/plain", Text(1))));
        await Refused(415, "UnsupportedMediaType", Multipart(("file", "a.pdf", "application/pdf", Pdf)));
        await Refused(400, "BadArgument", Multipart(("file", "a.txt", "text/plain", [])));
        await Refused(400, "BadSyntax", Multipart(("activity", "blob", ActivityType, "{"u8.ToArray())));
        await Refused(400, "BadArgument", Multipart(("activity", "blob", ActivityType, "{\"type\":\"message\"}"u8.ToArray()), ("activity", "blob", ActivityType, "{}"u8.ToArray())));
        await Refused(400, "BadArgument", Multipart(("activity", "blob", ActivityType, "{\"type\":\"event\"}"u8.ToArray()), ("file", "a.txt", "text/plain", Text(1))));
        await Refused(400, "BadSyntax", Raw("multipart/form-data", Text(10)));
        await Refused(400, "BadSyntax", Raw("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut"u8.ToArray()));
        await Refused(400, "MissingProperty", Raw("multipart/form-data; boundary=x", "--x--\r\n"u8.ToArray()));
        Assert.Equal(404, (await client.Server.Post("conversations/nobody/upload", Multipart(("file", "a.txt", "text/plain", Text(1))))).Status);
        Assert.Empty(Directory.GetFiles(Path.Combine(small.DataDirectory, "files")));

        Assert.Equal(200, (await client.Line.Post($"conversations/{id}/upload", Multipart(("file", "a.txt", "text/plain", Text(100_000, 'a')), ("file", "b.txt", "text/plain", Text(100_000, 'b'))))).Status);
        await Refused(413, "MessageSizeTooBig", Multipart(("file", "c.txt", "text/plain", Text(60_000, 'c'))));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(small.DataDirectory, "files")).Length);
    }

    [Fact]
    public async Task With_no_file_allowed_the_upload_of_a_message_without_one_still_works()
    {
        await using var closed = await SalesApp.Start(settings: ["--Uploads:MostFiles", "0"]);
        using var client = await Opened(closed);
        var path = $"conversations/{client.Conversation}/upload";

        Assert.Equal(415, (await client.Line.Post(path, Multipart(("file", "a.png", "image/png", Png)))).Status);
        Assert.Equal(200, (await client.Line.Post(path, Multipart(("activity", "blob", ActivityType, """{"type":"message","text":"only words"}"""u8.ToArray())))).Status);
        Assert.Equal("only words", Assert.Single(await closed.Messages(client.Conversation), message => message.Sender == Sender.Contact).Text);
    }

    [Fact]
    public async Task What_strangers_send_does_nothing_on_our_site()
    {
        var (id, client) = await Started();
        using var mine = client;
        await client.Post($"conversations/{id}/upload", Multipart(("file", "view.png", "image/png", Png), ("file", "notes ä.txt", "text/plain", "alert(1)"u8.ToArray())));
        var files = MessageFile.Read((await app.Messages(id)).Single(message => message.Files is not null).Files);
        using var http = app.Http();

        foreach (var file in files)
        {
            using var served = await http.GetAsync(file.Path);
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
            Assert.Equal(file.IsImage ? "inline" : "attachment", served.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal(file.Name, served.Content.Headers.ContentDisposition.FileNameStar ?? served.Content.Headers.ContentDisposition.FileName);
            Assert.Equal("nosniff", served.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("default-src 'none'; sandbox", served.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Matches("^[0-9a-f]{40}[.]", file.Key);
        }
        var key = files[0].Key;
        Assert.Equal("image/png", (await http.GetAsync($"/files/{key}/harmless.html")).Content.Headers.ContentType!.MediaType);
        Assert.EndsWith(".png", (await http.GetAsync($"/files/{key}/evil.exe")).Content.Headers.ContentDisposition!.FileName!.Trim('"'), StringComparison.Ordinal);
        foreach (var wrong in (string[])[$"{new string('0', 40)}.png", key.Replace(".png", ".txt", StringComparison.Ordinal), key[..^4], "..%2F..%2Fsales.db", "%2e%2e/sales.db", ".new-x"])
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/files/{wrong}")).StatusCode);
    }

    [Fact]
    public async Task The_same_content_has_another_address_in_another_conversation_and_one_in_its_own()
    {
        async Task<(string Conversation, string Key)> Sends(DirectLineClient client, string id)
        {
            for (var time = 0; time < 2; time++)
                Assert.Equal(200, (await client.Post($"conversations/{id}/upload", Multipart(("activity", "blob", ActivityType, """{"type":"message","channelData":{"clientActivityID":"same"}}"""u8.ToArray()), ("file", "view.png", "image/png", Png)))).Status);
            return (id, MessageFile.Read(Assert.Single(await app.Messages(id), message => message.Files is not null).Files).Single().Key);
        }
        var (one, first) = await Started();
        var (other, second) = await Started();
        using var mine = first;
        using var theirs = second;

        Assert.NotEqual((await Sends(first, one)).Key, (await Sends(second, other)).Key);
    }

    [Fact]
    public async Task A_file_outlives_a_restart_and_one_that_no_message_names_does_not()
    {
        var before = await SalesApp.Start();
        string path, stored, orphan, half;
        using (var client = await Opened(before))
        {
            await client.Line.Post($"conversations/{client.Conversation}/upload", Multipart(("file", "view.png", "image/png", Png)));
            var file = MessageFile.Read((await before.Messages(client.Conversation)).Single(message => message.Files is not null).Files).Single();
            path = file.Path;
            stored = Path.Combine(before.DataDirectory, "files", file.Key);
        }
        await before.DisposeAsync();
        // As a crash leaves them: one that was kept for a message that was never stored, and one that had not even come whole.
        orphan = Path.Combine(before.DataDirectory, "files", $"{new string('a', 40)}.png");
        half = Path.Combine(before.DataDirectory, "files", ".new-crashed");
        await File.WriteAllBytesAsync(orphan, Png, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(half, Png, TestContext.Current.CancellationToken);
        foreach (var file in (string[])[stored, orphan, half])
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1));

        await using var after = await SalesApp.Start(data: before.DataDirectory);

        await Eventually.Holds(() => Task.FromResult(!File.Exists(orphan) && !File.Exists(half)), "what a crash left is removed");
        using var http = after.Http();
        Assert.Equal(Png, await http.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Files_without_a_word_get_a_kind_sentence_and_words_with_files_their_answer()
    {
        var (id, client) = await Started();
        using var mine = client;
        await using var socket = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);

        var silent = await client.Post($"conversations/{id}/upload", Multipart(("file", "view.png", "image/png", Png)));
        var thanked = await socket.Hears(activity => activity.TryGetProperty("replyToId", out var to) && to.GetString() == silent.Text("id"), "the answer");
        var asking = await client.Post($"conversations/{id}/upload", Multipart(
            ("activity", "blob", ActivityType, """{"type":"message","text":"What does the Academy cost?"}"""u8.ToArray()), ("file", "terms.pdf", "application/pdf", Pdf)));
        var answered = await socket.Hears(activity => activity.TryGetProperty("replyToId", out var to) && to.GetString() == asking.Text("id"), "the answer");

        Assert.Contains("that has arrived", thanked.ToString(), StringComparison.Ordinal);
        Assert.True(answered.GetProperty("channelData").TryGetProperty("citations", out _));
        using var api = app.Api();
        var transcript = await api.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{id}");
        var said = transcript.GetProperty("messages").EnumerateArray().Where(message => message.GetProperty("sender").GetString() == "Contact").ToList();
        Assert.Equal(["view.png", "terms.pdf"], said.Select(message => message.GetProperty("files")[0].GetProperty("name").GetString()));
        Assert.Equal(Png, await api.GetByteArrayAsync(said[0].GetProperty("files")[0].GetProperty("url").GetString()));
    }

    [Fact]
    public async Task A_rep_sees_what_the_visitor_sent()
    {
        var (id, client) = await Started();
        using var mine = client;
        await client.Post($"conversations/{id}/upload", Multipart(("file", "view.png", "image/png", Png), ("file", "terms.pdf", "application/pdf", Pdf)));
        await using var rep = await browser.OpenConsole(app, "mia@example.com", id);

        var files = rep.Transcript().GetByRole(AriaRole.List, new() { Name = "Files" }).GetByRole(AriaRole.Link);
        await Assertions.Expect(files).ToHaveCountAsync(2);
        await Eventually.Holds(() => files.First.Locator("img").EvaluateAsync<bool>("image => image.naturalWidth > 0"), "the picture is shown");
        var download = await rep.Page.RunAndWaitForDownloadAsync(() => files.Last.ClickAsync());
        Assert.Equal("terms.pdf", download.SuggestedFilename);
        Assert.Equal(Pdf, await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        Assert.Empty(rep.Errors);
    }

    [Fact]
    public async Task Web_Chats_own_button_sends_files_and_says_why_one_is_refused()
    {
        await using var visitor = await browser.Open(400, 740);
        await visitor.Page.GotoAsync($"{app.Address}/chat");
        await visitor.HasBubble("Hi, I’m Lark");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Upload file" })).ToBeVisibleAsync();
        var chooser = visitor.Page.Locator("input[type=file]");
        Assert.Contains(".docx", await chooser.GetAttributeAsync("accept"), StringComparison.Ordinal);

        await chooser.SetInputFilesAsync([new FilePayload { Name = "view.png", MimeType = "image/png", Buffer = Png }, new FilePayload { Name = "terms.pdf", MimeType = "application/pdf", Buffer = Pdf }]);
        await visitor.Say("Here is what I see");
        await Assertions.Expect(visitor.Page.Locator(".webchat__bubble a[href*='/files/'][href$='terms.pdf']").First).ToBeVisibleAsync();
        var picture = visitor.Page.Locator(".webchat__bubble img").First;
        await Eventually.Holds(() => picture.EvaluateAsync<bool>("image => image.naturalWidth > 0"), "the picture is shown");
        await visitor.HasAnswers(2);
        var stored = Assert.Single(await app.Messages(await visitor.ConversationId()), message => message.Files is not null);
        Assert.Equal(("Here is what I see", 2), (stored.Text, MessageFile.Read(stored.Files).Count));

        await chooser.SetInputFilesAsync(new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = "<html>"u8.ToArray() });
        await visitor.Say("And this");
        await visitor.Page.GetByText("This kind of file can’t be sent here.").WaitForAsync();
        Assert.Empty(visitor.Errors);
    }

    async Task<byte[]> Served(JsonElement attachment)
    {
        using var http = new HttpClient();
        return await http.GetByteArrayAsync(attachment.GetProperty("contentUrl").GetString(), TestContext.Current.CancellationToken);
    }

    string[] Unfinished() => Directory.GetFiles(Path.Combine(app.DataDirectory, "files"), ".new-*");

    async Task<(string Id, DirectLineClient Client)> Started()
    {
        using var server = new DirectLineClient(new Uri(app.Address), Secret(app));
        var started = await server.Post("conversations");
        return (started.Text("conversationId")!, new DirectLineClient(new Uri(app.Address), started.Text("token")));
    }

    static async Task<Opener> Opened(SalesApp app)
    {
        var server = new DirectLineClient(new Uri(app.Address), Secret(app));
        var started = await server.Post("conversations");
        return new Opener(server, new DirectLineClient(new Uri(app.Address), started.Text("token")), started.Text("conversationId")!);
    }

    // The secret that the product made for itself.
    static string Secret(SalesApp app) => Convert.ToHexStringLower(File.ReadAllBytes(Path.Combine(app.DataDirectory, "keys", "directline")));

    static MultipartFormDataContent Multipart(params (string Part, string FileName, string Type, byte[] Content)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (part, name, type, bytes) in parts)
        {
            var content = new ByteArrayContent(bytes);
            if (type.Length > 0) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            if (name.Length > 0) form.Add(content, part, name);
            else form.Add(content, part);
        }
        return form;
    }

    static byte[] Office(params string[] parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var part in parts.Prepend("[Content_Types].xml"))
                archive.CreateEntry(part).Open().Dispose();
        return bytes.ToArray();
    }

    sealed record Opener(DirectLineClient Server, DirectLineClient Line, string Conversation) : IDisposable
    {
        public void Dispose()
        {
            Server.Dispose();
            Line.Dispose();
        }
    }

    /// <summary>A body whose length is not told beforehand.</summary>
    sealed class Unmeasured : HttpContent
    {
        readonly HttpContent inner;

        public Unmeasured(HttpContent inner)
        {
            this.inner = inner;
            Headers.ContentType = inner.Headers.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => inner.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
