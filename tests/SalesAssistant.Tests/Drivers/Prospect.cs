using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace SalesAssistant.Tests.Drivers;

/// <summary>A visitor of the website: talks over Direct Line, as the chat page does.</summary>
public sealed class Prospect : IDisposable
{
    readonly HttpClient http;
    readonly List<JsonObject> heard = [];
    string watermark = "";
    int sent;

    readonly string resume;

    Prospect(HttpClient http, string conversation, string resume) => (this.http, Conversation, this.resume) = (http, conversation, resume);

    /// <summary>The conversation's id.</summary>
    public string Conversation { get; }

    /// <summary>The tokens that the page has, by name.</summary>
    public IReadOnlyDictionary<string, string> Tokens => new Dictionary<string, string> { ["resume"] = resume, ["token"] = http.DefaultRequestHeaders.Authorization!.Parameter! };

    /// <summary>Everything said to this visitor so far.</summary>
    public IReadOnlyList<JsonObject> Heard => heard;

    /// <param name="visitor">What the browser has kept of an earlier visit (<see cref="Keeps"/>).</param>
    /// <param name="page">The address of the page with the chat.</param>
    public static async Task<Prospect> Opens(SalesApp app, string timeZone = "Europe/London", string? locale = null, string? visitor = null, string? page = null)
    {
        var http = app.Http();
        using var answer = await http.PostAsJsonAsync("/chat/token", new { timeZone, locale, visitor, page = new { url = page } });
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        http.DefaultRequestHeaders.Authorization = new("Bearer", body["token"]!.GetValue<string>());
        return new Prospect(http, body["conversationId"]!.GetValue<string>(), body["resume"]!.GetValue<string>());
    }

    /// <summary>What the browser keeps of this visitor for a later visit; null for nothing.</summary>
    public async Task<string?> Keeps()
    {
        using var answer = await http.PostAsJsonAsync("/chat/token", new { resume });
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["visitor"]?.GetValue<string>();
    }

    public Task Says(string text) => Post(new { type = "message", text, from = new { id = "visitor" }, channelData = new { clientActivityID = $"c{++sent}" } });

    /// <summary>Begins to write; nothing is sent yet.</summary>
    public Task Types() => Post(new { type = "typing", from = new { id = "visitor" } });

    /// <summary>Ends the conversation.</summary>
    public Task Ends() => Post(new { type = "endOfConversation", code = "userCancelled", from = new { id = "visitor" } });

    /// <summary>Presses a card's button.</summary>
    public Task Presses(object value) => Post(new { type = "message", value, from = new { id = "visitor" }, channelData = new { clientActivityID = $"c{++sent}", postBack = true } });

    /// <summary>Waits for words from the other side.</summary>
    public Task<JsonObject> Hears(string words) => Eventually.Get(async () =>
    {
        await Listen();
        return heard.Find(activity => (activity["text"]?.GetValue<string>() ?? "").Contains(words, StringComparison.Ordinal));
    }, $"\"{words}\" (heard: {string.Join(" | ", heard.Select(activity => activity["text"]))})");

    /// <summary>Waits for a card that holds this button, and gives what the button sends.</summary>
    public async Task<JsonObject> Sees(string action)
    {
        JsonObject? data = null;
        await Eventually.Holds(async () =>
        {
            await Listen();
            data = heard.AsEnumerable().Reverse().SelectMany(activity => Buttons(activity["attachments"])).FirstOrDefault(button => button["action"]?.GetValue<string>() == action);
            return data is not null;
        }, $"a button {action}");
        return data!;
    }

    /// <summary>These words have not come. Call it when all is settled.</summary>
    public async Task NeverHeard(string words)
    {
        await Listen();
        Assert.DoesNotContain(heard, activity => (activity["text"]?.GetValue<string>() ?? "").Contains(words, StringComparison.Ordinal));
    }

    /// <summary>Sends a file.</summary>
    public async Task Uploads(string name, string contentType, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new(contentType), ContentDisposition = new("attachment") { Name = "file", FileName = name } } };
        using var answer = await http.PostAsync($"/v3/directline/conversations/{Conversation}/upload?userId=visitor", content);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Sends any activity, and gives the status of the answer.</summary>
    public async Task<System.Net.HttpStatusCode> Sends(object activity)
    {
        using var answer = await http.PostAsJsonAsync($"/v3/directline/conversations/{Conversation}/activities", activity);
        return answer.StatusCode;
    }

    async Task Listen()
    {
        var set = (await http.GetFromJsonAsync<JsonObject>($"/v3/directline/conversations/{Conversation}/activities?watermark={watermark}"))!;
        watermark = set["watermark"]!.GetValue<string>();
        foreach (var activity in set["activities"]!.AsArray().Select(activity => activity!.DeepClone().AsObject()).Where(activity => activity["from"]!["role"]!.GetValue<string>() == "bot"))
        {
            // What comes again under its id takes the place of what was there, as in Web Chat.
            var place = heard.FindIndex(known => known["id"]!.GetValue<string>() == activity["id"]!.GetValue<string>());
            if (place < 0)
                heard.Add(activity);
            else
                heard[place] = activity;
        }
    }

    async Task Post(object activity)
    {
        using var answer = await http.PostAsJsonAsync($"/v3/directline/conversations/{Conversation}/activities", activity);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    static IEnumerable<JsonObject> Buttons(JsonNode? node) => node switch
    {
        JsonObject map => (map["data"] is JsonObject data ? [data] : Enumerable.Empty<JsonObject>()).Concat(map.SelectMany(pair => Buttons(pair.Value))),
        JsonArray array => array.SelectMany(Buttons),
        _ => [],
    };

    public void Dispose() => http.Dispose();
}
