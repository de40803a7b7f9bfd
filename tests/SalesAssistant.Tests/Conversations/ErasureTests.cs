using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars.Local;
using SalesAssistant.Contacts;
using SalesAssistant.Conversations;
using SalesAssistant.Handoffs;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>A person can be erased to the last byte, and what was learnt from them stays.</summary>
public sealed class ErasureTests(Postgres postgres)
{
    const string Mia = "mia@example.com";

    /// <summary>Words that nobody else uses: where one of them is found, something of the person is left.</summary>
    static readonly string[] Marks = ["zebulon", "quux", "vorpal", "jabberwock", "snark"];

    [Fact]
    public async Task Through_the_api_not_a_byte_of_the_person_is_left_and_the_counts_are()
    {
        await using var app = await SalesApp.Start();
        using var api = app.Api();
        var (first, second) = await Lives(app, api);
        using var bystander = await Prospect.Opens(app);
        await bystander.Says("Do you deliver fresh pineapples to Mars?");
        await Missed(app, bystander, "pineapples");
        var contact = await app.Read(db => db.Set<Contact>().Select(one => one.Id).SingleAsync());
        Assert.NotEmpty(Traces(app.DataDirectory));
        var missed = await app.Read(db => db.Set<MissedQuestion>().CountAsync(question => question.ConversationId != bystander.Conversation));
        Assert.True(missed >= 2);

        var file = await api.GetFromJsonAsync<JsonElement>($"/api/v1/contacts/{contact}");
        Assert.Equal("zebulon@quux.example", file.GetProperty("contacts")[0].GetProperty("email").GetString());
        Assert.Equal(2, file.GetProperty("conversations").GetArrayLength());
        Assert.StartsWith("May I remember you", file.GetProperty("consents")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("Zebulon Quux", file.GetProperty("bookings")[0].GetProperty("booking").GetProperty("name").GetString());
        Assert.Contains("vorpal", file.ToString());

        var report = await Deleted(api, contact);
        Assert.Equal((1, 2, 1, 1, 1, 1), (Count("contacts"), Count("conversations"), Count("files"), Count("bookings"), Count("cancelledMeetings"), Count("consents")));
        Assert.True(Count("keptHandoffs") >= 2);
        Assert.Equal(missed, Count("keptMissedQuestions"));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("traces").ValueKind);
        Assert.Empty(Traces(app.DataDirectory));

        await Lessons(app, missed);
        // A word of the question that others ask about too still says what it was about.
        Assert.Contains(report.GetProperty("keptTopics").EnumerateArray(), topic => topic.GetString()!.Contains("pineappl", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync($"/api/v1/contacts/{contact}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/api/v1/contacts/{contact}")).StatusCode);
        var gaps = await api.GetStringAsync("/api/v1/gaps");
        Assert.Contains("Do you deliver fresh pineapples to Mars?", gaps);

        // Whoever writes in the emptied conversation is a stranger, told anew that this is an AI.
        await first.Says("What does the Academy Starter plan cost?");
        await first.Hears("€29");
        Assert.Single(await app.Messages(first.Conversation), message => message.Text.StartsWith("Hi, I'm Lark, the AI assistant", StringComparison.Ordinal));
        await first.Says("What do you know about me?");
        await first.NeverHeard("vorpal");
        first.Dispose();
        second.Dispose();

        int Count(string name) => report.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task The_command_asks_the_running_server_and_without_one_does_it_alone_and_twice_is_as_good_as_once()
    {
        var data = TestFolder.New("sales");
        await using (var app = await SalesApp.Start(data: data))
        {
            using var api = app.Api();
            var (first, second) = await Lives(app, api);
            first.Dispose();
            second.Dispose();
            var (code, output, errors) = await SalesProcess.Run(["erase", "Zebulon@QUUX.example", "--Data:Directory", data]);
            Assert.True(code == 0, errors);
            Assert.Contains("Erased: 1 contact, 2 conversations with", output);
            Assert.Contains("Called off: 1 coming meeting.", output);
            Assert.Contains("questions without an answer", output);
            Assert.Empty(Traces(data));
            var (third, fourth) = await Lives(app, api);
            third.Dispose();
            fourth.Dispose();
            // As if the power had gone after the first conversation.
            await app.Conversation(third.Conversation).Erase(new PersonalWords([], []));
        }
        Assert.NotEmpty(Traces(data));

        var alone = await SalesProcess.Run(["erase", "zebulon@quux.example", "--Data:Directory", data, "--json"]);
        Assert.True(alone.ExitCode == 0, alone.Error);
        Assert.Equal(1, JsonDocument.Parse(alone.Output).RootElement.GetProperty("contacts").GetInt32());
        Assert.Empty(Traces(data));
        var again = await SalesProcess.Run(["erase", "zebulon@quux.example", "--Data:Directory", data]);
        Assert.Equal((0, "Nobody is known by that: there was nothing to erase."), (again.ExitCode, again.Output.Trim()));
    }

    [Fact]
    public async Task On_PostgreSQL_no_column_of_any_table_holds_anything_of_the_person()
    {
        await using var app = await SalesApp.Start(settings: ["--Data:Provider", "PostgreSql", "--ConnectionStrings:Sales", await postgres.NewTables()]);
        using var api = app.Api();
        var (first, second) = await Lives(app, api);
        Assert.NotEmpty(await Rows());
        var missed = await app.Read(db => db.Set<MissedQuestion>().CountAsync());
        var report = await Deleted(api, "zebulon@quux.example");
        Assert.Equal(2, report.GetProperty("conversations").GetInt32());
        Assert.Contains("PostgreSQL", report.GetProperty("traces").GetString());
        Assert.Empty(await Rows());
        Assert.Empty(Traces(app.DataDirectory));
        await Lessons(app, missed);
        first.Dispose();
        second.Dispose();

        Task<List<string>> Rows() => app.Read(async db =>
        {
            var found = new List<string>();
            var connection = db.Database.GetDbConnection();
            await connection.OpenAsync();
            foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()).OfType<string>().Distinct())
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT row_to_json(t)::text FROM \"{table}\" t WHERE lower(row_to_json(t)::text) ~ '{string.Join('|', Marks)}'";
                await using var rows = await command.ExecuteReaderAsync();
                while (await rows.ReadAsync())
                    found.Add($"{table}: {rows.GetString(0)}");
            }
            return found;
        });
    }

    [Fact]
    public async Task An_answer_that_is_being_thought_while_its_visitor_is_erased_leaves_nothing()
    {
        GatedModel model = null!;
        await using var app = await SalesApp.Start(services => GatedModel.Replace(services, made => model = made));
        using var api = app.Api();
        using var visitor = await Prospect.Opens(app);
        await visitor.Says("How do I cancel Studio?");
        await Eventually.Holds(async () => (await app.Messages(visitor.Conversation)).Exists(message => message.Citations is not null), "the first answer");
        model.IsHeld = true;
        await visitor.Says("Do you have a vorpal blade for Zebulon?");
        await Eventually.Holds(() => Task.FromResult(model.Waiting.Count > 0), "the model thinks");
        var report = await Deleted(api, visitor.Conversation);
        Assert.Equal(1, report.GetProperty("conversations").GetInt32());
        model.Open();
        await visitor.Says("hello");
        await Eventually.Holds(async () => (await app.Messages(visitor.Conversation)).Exists(message => message.Text.StartsWith("Hi, I'm Lark", StringComparison.Ordinal)), "greeted anew");
        await Eventually.Holds(async () => !await app.Conversation(visitor.Conversation).IsThinking(), "nothing is owed");
        Assert.Empty(Traces(app.DataDirectory));
    }

    /// <summary>Everything that a person can leave behind: two conversations, told things, a file, a thumb with its reason, a booking, a handoff with reply, note and verdict, a consent.</summary>
    static async Task<(Prospect First, Prospect Second)> Lives(SalesApp app, HttpClient api)
    {
        var first = await Prospect.Opens(app, page: "https://shop.example/pricing?customer=zebulon");
        await first.Says("We sell vorpal swords, and we are 5 people");
        await Answers(1);
        await first.Says("What does the Academy Starter plan cost?");
        await first.Hears("€29");
        var answer = (await app.Messages(first.Conversation)).Last(message => message.Citations is not null);
        await first.Sends(new { type = "invoke", name = "message/submitAction", replyToId = $"{first.Conversation}|{answer.Sequence:D7}", from = new { id = "visitor" }, value = new { actionName = "feedback", actionValue = new { reaction = "dislike", feedback = new { feedbackText = "not for a jabberwock" } } } });
        await first.Uploads("snark.txt", "text/plain", Encoding.UTF8.GetBytes("The Snark was a Boojum, said Zebulon."));
        await first.Says("Can you deliver pineapples to Zebulon Quux on Mars?");
        await Missed(app, first, "pineapples");
        await first.Says("Can I book a call tomorrow?");
        await first.Presses(await first.Sees("slot"));
        await first.Hears("Whom may I put in the calendar?");
        await first.Says("Zebulon Quux, zebulon@quux.example");
        await first.Hears("Booked:");
        await first.Hears("May I remember you");
        await first.Says("Yes");
        await first.Hears("I will remember you");

        var second = await Prospect.Opens(app, visitor: await first.Keeps());
        await second.Hears("Welcome back");
        await second.Says("Have you got a manxome jabberwock?");
        await Missed(app, second, "jabberwock");
        Assert.Equal(HttpStatusCode.OK, await Act("claim", new { rep = Mia }));
        Assert.Equal(HttpStatusCode.Created, await Act("reply", new { rep = Mia, text = "Hello Zebulon!" }));
        Assert.Equal(HttpStatusCode.Created, await Act("notes", new { rep = Mia, text = "Zebulon seems nice" }));
        Assert.Equal(HttpStatusCode.OK, await Act("resolve", new { rep = Mia, verdict = new { outcome = "NotQualified", objection = "Price", missingContent = "Beasts for Mr Quux", note = "Call Zebulon in May" } }));
        return (first, second);

        Task Answers(int count) => Eventually.Holds(async () => (await app.Messages(first.Conversation)).Count(message => message.Turn is not null) >= count, "an answer");
        async Task<HttpStatusCode> Act(string what, object body)
        {
            using var done = await api.PostAsJsonAsync($"/api/v1/conversations/{second.Conversation}/{what}", body);
            return done.StatusCode;
        }
    }

    static Task Missed(SalesApp app, Prospect prospect, string words) => Eventually.Holds(
        () => app.Read(db => db.Set<MissedQuestion>().AnyAsync(question => question.ConversationId == prospect.Conversation && question.Question.Contains(words))), $"no answer to {words}");

    /// <summary>What must be left.</summary>
    static async Task Lessons(SalesApp app, int questions)
    {
        var (handoffs, missed, rated, booked, cited, events) = await app.Read(async db => (
            await db.Set<Handoff>().AsNoTracking().Where(handoff => handoff.Question == "").ToListAsync(),
            await db.Set<MissedQuestion>().AsNoTracking().CountAsync(question => question.Question == ""),
            await db.Set<Message>().AsNoTracking().CountAsync(message => message.Rating == Rating.Down && message.RatingReason == null),
            await db.Set<Booking>().AsNoTracking().SingleAsync(),
            await db.Set<Message>().AsNoTracking().CountAsync(message => message.Text == "" && message.Citations != null),
            await db.Set<HostEvent>().AsNoTracking().ToListAsync()));
        var verdict = Assert.Single(handoffs, handoff => handoff.Outcome == Outcome.NotQualified);
        Assert.Equal((HandoffReason.MissingKnowledge, "Price", null, null, Mia), (verdict.Reason, verdict.Objection, verdict.MissingContent, verdict.VerdictNote, verdict.Rep));
        Assert.All(handoffs, handoff => Assert.Equal(HandoffState.Resolved, handoff.State));
        Assert.Equal((questions, 1, true), (missed, rated, cited > 0));
        Assert.Equal((BookingState.Cancelled, null, null), (booked.State, booked.Name, booked.Email));
        Assert.All(events, one => Assert.NotNull(one.CancelledAt));
    }

    static async Task<JsonElement> Deleted(HttpClient api, string who)
    {
        using var answer = await api.DeleteAsync($"/api/v1/contacts/{who}");
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Every file under the data directory that holds one of the marks, in any case, and which.</summary>
    static List<string> Traces(string directory)
    {
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "server.lock"))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var bytes = Encoding.Latin1.GetString(copy.ToArray()).ToLowerInvariant();
            found.AddRange(Marks.Where(mark => bytes.Contains(mark, StringComparison.Ordinal) || path.Contains(mark, StringComparison.OrdinalIgnoreCase)).Select(mark => $"{Path.GetFileName(path)}: {mark}"));
        }
        return found;
    }
}
