using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Hosting;

/// <summary>The program as scripts call it: what it prints, where, and how it ends.</summary>
public sealed class CommandLineTests : IDisposable
{
    const int Fine = 0, Faults = 1, Unusable = 2;

    readonly string folder = TestFolder.New("sales");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a command", "bogus", "--help")]
    [InlineData("an option", "--bogus yes", "'--bogus'")]
    [InlineData("a misspelt setting", "--Data:Direktory x", "'--Data:Direktory'")]
    [InlineData("a setting without its value", "--Data:Directory", "Data:Directory has no value")]
    [InlineData("an option of another command", "ask hello --stdin", "'--stdin'")]
    [InlineData("an option of a command that takes no settings", "slots --stdin --fast", "--fast")]
    [InlineData("a missing argument", "ask", "question")]
    [InlineData("a missing option", "slots", "--stdin")]
    [InlineData("nothing to export", "export", "--help")]
    [InlineData("an unknown thing to export", "export secrets", "secrets")]
    [InlineData("a time that is none", "export handoffs --since yesterday", "yesterday")]
    public async Task What_it_does_not_know_it_refuses(string what, string arguments, string named)
    {
        Assert.NotEmpty(what);
        await Refuses(arguments.Split(' '), named);
    }

    [Fact]
    public async Task The_help_names_every_command()
    {
        var (code, output, _) = await Run("--help");
        Assert.Equal(Fine, code);
        Assert.All(["serve", "ask", "slots", "when", "check", "evaluate", "export", "erase", "verify-receipts", "check-calendar-access", "sign-in-link"], command => Assert.Contains(command, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_data_directory_that_can_not_be_written_is_named()
    {
        var file = PathOf("a-file");
        await File.WriteAllTextAsync(file, "");
        await Refuses(["--Urls", "http://127.0.0.1:0", "--Data:Directory", file], $"Data:Directory '{file}' can't be written");
        await Refuses(["--Urls", "http://127.0.0.1:0", "--Data:Directory", Path.Combine(file, "below")], "Data:Directory");
    }

    [Fact]
    public async Task A_second_server_on_one_data_directory_is_refused()
    {
        await using var first = new SalesProcess(PathOf("data"));
        await first.Start();
        await Refuses(["--Urls", "http://127.0.0.1:0", "--Data:Directory", PathOf("data")], "is held by another running server");
        Assert.Equal(HttpStatusCode.OK, (await first.Http.GetAsync("/readyz")).StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}";
        await Refuses(["--Urls", url, "--Data:Directory", PathOf("data")], $"Urls '{url}' is in use by another program");
    }

    [Theory]
    [InlineData("answer/skprompt.txt")]
    [InlineData("answer/config.json")]
    [InlineData("rules/tone.md")]
    [InlineData("phrases/en.yaml")]
    public async Task A_missing_prompt_file_is_named_before_anybody_is_served(string file)
    {
        Copy(Repository.PathOf("prompts"), PathOf("prompts"));
        File.Delete(PathOf("prompts", file));
        await Refuses([.. Server(), "--Prompts:Directory", PathOf("prompts")], "Prompts:Directory", Path.GetFileName(file));
    }

    [Theory]
    [InlineData("Content:Directory")]
    [InlineData("Prompts:Directory")]
    [InlineData("Sales:Directory")]
    public async Task A_folder_that_is_not_there_is_named(string setting) =>
        await Refuses([.. Server(), $"--{setting}", PathOf("nowhere")], setting, "nowhere");

    [Fact]
    public async Task A_broken_settings_file_is_named_with_its_line()
    {
        await File.WriteAllTextAsync(PathOf("appsettings.json"), "{\n  \"Api\": {\n    \"Key\": oops\n}");
        await RefusesHere(Server(), "appsettings.json is not valid JSON (line 3)");
        await RefusesHere(["ask", "hello"], "appsettings.json is not valid JSON");
    }

    [Fact]
    public async Task A_broken_settings_file_of_the_environment_is_named_too()
    {
        await File.WriteAllTextAsync(PathOf("appsettings.Staging.json"), "{");
        await RefusesHere([.. Server(), "--environment", "Staging"], "appsettings.Staging.json is not valid JSON");
    }

    [Theory]
    [InlineData("Data:Provider", "Oracle", "use Sqlite or PostgreSql")]
    [InlineData("Data:Provider", "PostgreSql", "ConnectionStrings:Sales is needed")]
    [InlineData("ConnectionStrings:Sales", "Password=hunter2;=", "is not a connection string")]
    [InlineData("Content:ScanEvery", "soon", "a span of time")]
    [InlineData("Content:ScanEvery", "-00:00:01", "from 00:00:01")]
    [InlineData("Episodes:Idle", "0", "from 00:01:00")]
    [InlineData("Assistant:AnswerThreshold", "7", "from 0 to 1")]
    [InlineData("Assistant:LongestQuestion", "many", "a number")]
    [InlineData("Model:Endpoint", "not-an-address", "is not a web address")]
    [InlineData("Web:PublicUrl", "www.example.com", "is not a web address")]
    [InlineData("Web:EmbedOrigins", "example.com/shop", "is not the origin of a website")]
    [InlineData("DirectLine:Secret", "short", "shorter than 16 characters")]
    [InlineData("Urls", "nonsense", "is not an address to listen on")]
    [InlineData("Urls", "http://0.0.0.0:0", "can be reached from outside")]
    [InlineData("Urls", "http://*:0", "can be reached from outside")]
    [InlineData("Urls", "http://127.0.0.1:0;http://192.0.2.1:0", "can be reached from outside")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://0.0.0.0:0", "can be reached from outside")]
    [InlineData("BotFramework:AllowUnauthenticated", "true", "works in development only")]
    [InlineData("BotFramework:AllowUnauthenticated", "perhaps", "write true or false")]
    public async Task A_setting_that_can_not_be_used_is_named_and_how_to_mend_it(string setting, string value, string mend)
    {
        // How such a fault ends the program is the same for all of them, and looked at with others.
        var fault = await Assert.ThrowsAsync<SettingException>(async () => await (await SalesApp.Start(settings: [$"--{setting}", value])).DisposeAsync());
        Assert.Contains(setting.Split(':')[0] is "Kestrel" ? "Urls" : setting.Split(':')[0], fault.Message, StringComparison.Ordinal);
        Assert.Contains(mend, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_none_or_does_not_answer_is_named()
    {
        Directory.CreateDirectory(PathOf("data"));
        await File.WriteAllTextAsync(PathOf("data", "sales.db"), new string('x', 10_000));
        await Refuses(Server(), "Data:Directory has a database that can't be used");
        await Refuses([.. Server(), "--Data:Provider", "PostgreSql", "--ConnectionStrings:Sales", "Host=127.0.0.1;Port=1"], "ConnectionStrings:Sales names a database that can't be used");
    }

    [Fact]
    public async Task An_environment_variable_sets_what_the_file_does_not_and_the_command_line_wins()
    {
        await File.WriteAllTextAsync(PathOf("appsettings.json"), """{ "Data": { "Provider": "FromFile" } }""");
        await RefusesHere(Server(), "Data:Provider is 'FromFile'");
        await RefusesHere([.. Server(), "--Data:Provider", "FromLine"], "Data:Provider is 'FromLine'");
    }

    [Fact]
    public async Task Ask_answers_with_its_source_as_one_object()
    {
        var (code, output, error) = await RunHere(["ask", "What does the Academy Starter plan cost?", "--json"]);
        Assert.True(code == Fine, error);
        var answer = JsonDocument.Parse(Assert.Single(Lines(output))).RootElement;
        Assert.True(answer.GetProperty("answered").GetBoolean());
        Assert.Contains("€29", answer.GetProperty("answer").GetString(), StringComparison.Ordinal);
        var citation = answer.GetProperty("citations")[0];
        var content = await File.ReadAllTextAsync(Repository.PathOf("content", citation.GetProperty("file").GetString()!));
        Assert.False(string.IsNullOrWhiteSpace(citation.GetProperty("heading").GetString()));
        Assert.Contains("€29", content, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("handoff").ValueKind);
        Assert.True(answer.GetProperty("milliseconds").GetDouble() >= 0);
    }

    [Fact]
    public async Task Ask_says_when_it_does_not_know()
    {
        var (code, output, error) = await Run("ask", "Do you sell rocket fuel?", "--json", "--Data:Directory", PathOf("data"));
        Assert.True(code == Fine, error);
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.False(answer.GetProperty("answered").GetBoolean());
        Assert.Equal("MissingKnowledge", answer.GetProperty("handoff").GetProperty("reason").GetString());
        Assert.Empty(answer.GetProperty("citations").EnumerateArray());
    }

    [Fact]
    public async Task An_empty_question_is_refused() => await Refuses(["ask", "  "], "QUESTION is empty");

    [Fact]
    public async Task Slots_answers_line_by_line_and_a_bad_line_does_not_stop_it()
    {
        const string good = """{"id":"s1","timezone":"America/New_York","workingHours":[{"days":["tue"],"start":"09:00","end":"10:00"}],"busy":[],"durationMinutes":30,"intervalMinutes":30,"alignMinutes":30,"minNoticeMinutes":0,"now":"2026-12-01T00:00:00Z","from":"2026-12-01T00:00:00Z","to":"2026-12-02T00:00:00Z"}""";
        var (code, output, error) = await RunHere(["slots", "--stdin"], good + "\n{broken\n" + good.Replace("s1", "s2", StringComparison.Ordinal) + "\n");
        Assert.Equal(Faults, code);
        var lines = Lines(output).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["2026-12-01T14:00:00Z", "2026-12-01T14:30:00Z"], lines[0].GetProperty("slots").EnumerateArray().Select(slot => slot.GetString()));
        Assert.True(lines[1].TryGetProperty("error", out _));
        Assert.Equal("s2", lines[2].GetProperty("id").GetString());
        Assert.Contains("line 2", Assert.Single(Lines(error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slots_explains_the_companys_own_hosts()
    {
        // A Wednesday far beyond the horizon, whenever this runs.
        var (code, output, _) = await Run("slots", "--explain", "--meeting", "intro-call", "--on", "2035-03-07", "--Data:Directory", PathOf("data"));
        Assert.Equal(Fine, code);
        var lines = Lines(output);
        Assert.Equal("Intro call (intro-call), RoundRobin, times of Europe/Berlin", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("  Mia Berger: 0 in the last 30 days", StringComparison.Ordinal));
        await Refuses(["slots", "--explain", "--meeting", "tea"], "intro-call");
        await Refuses(["slots", "--explain", "--on", "tomorrow"], "--on");
    }

    [Fact]
    public async Task When_answers_line_by_line()
    {
        var (code, output, _) = await RunHere(["when", "--stdin"], """{"id":"w1","text":"next Tuesday after 3pm","reference":"2026-11-23T10:00:00","timeZone":"Europe/London"}""" + "\n");
        Assert.Equal(Fine, code);
        Assert.Equal("""{"id":"w1","found":true,"kind":"dateTimeRange","start":"2026-12-01T15:00:00","end":null,"grain":"minute"}""", Assert.Single(Lines(output)));
        await Refuses(["when"], "--stdin");
    }

    [Fact]
    public async Task Evaluate_writes_a_summary_and_a_line_a_question()
    {
        await File.WriteAllTextAsync(PathOf("questions.jsonl"), """
            {"id":"q1","question":"What does the Academy Starter plan cost?","pages":["pricing.md"],"answerable":true}
            {"id":"q2","question":"Do you sell rocket fuel?","answerable":false}
            """);
        var (code, output, error) = await Run("evaluate", "--content", Repository.PathOf("content"), "--questions", PathOf("questions.jsonl"), "--details", PathOf("details.jsonl"), "--json");
        Assert.True(code == Fine, error);
        Assert.Equal(2, JsonDocument.Parse(output).RootElement.GetProperty("questions").GetInt32());
        var details = (await File.ReadAllLinesAsync(PathOf("details.jsonl"))).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["q1", "q2"], details.Select(line => line.GetProperty("id").GetString()));
        Assert.All(details, line => Assert.All(["ranked", "score", "answered", "answer", "citations", "milliseconds"], name => Assert.True(line.TryGetProperty(name, out _), name)));
        Assert.Equal([true, false], details.Select(line => line.GetProperty("answered").GetBoolean()));
    }

    [Fact]
    public async Task Evaluate_names_a_line_that_is_no_question()
    {
        await File.WriteAllTextAsync(PathOf("questions.jsonl"), "{\"id\":\"q1\",\"question\":\"hello\"}\nnot json\n");
        await Refuses(["evaluate", "--content", Repository.PathOf("content"), "--questions", PathOf("questions.jsonl")], "line 2");
        await Refuses(["evaluate", "--content", PathOf("nowhere"), "--questions", PathOf("questions.jsonl")], "nowhere");
        await Refuses(["evaluate", "--content", Repository.PathOf("content"), "--questions", PathOf("none.jsonl")], "none.jsonl");
    }

    [Fact]
    public async Task Check_finds_no_fault_in_the_sample_company()
    {
        var (code, output, error) = await Run("check", "--json");
        Assert.True(code == Fine, output + error);
        Assert.Empty(JsonDocument.Parse(output).RootElement.GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task Check_names_each_fault_with_file_and_line()
    {
        Copy(Repository.PathOf("sales"), PathOf("sales"));
        await File.AppendAllTextAsync(PathOf("sales", "team.yaml"), "\nreps: twice\n");
        var (code, output, _) = await RunHere(["check", "--json"]);
        Assert.Equal(Faults, code);
        var fault = JsonDocument.Parse(output).RootElement.GetProperty("faults").EnumerateArray().First(fault => fault.GetProperty("file").GetString() == "team.yaml");
        Assert.True(fault.GetProperty("line").GetInt32() > 1);
        Assert.NotEmpty(fault.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Check_misses_the_prompt_that_every_answer_needs()
    {
        Copy(Repository.PathOf("prompts"), PathOf("prompts"));
        Directory.Delete(PathOf("prompts", "answer"), recursive: true);
        var (code, output, _) = await Run("check", "--Prompts:Directory", PathOf("prompts"));
        Assert.Equal(Faults, code);
        Assert.StartsWith("prompts/answer: The folder is missing", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("handoffs")]
    [InlineData("conversations")]
    [InlineData("bookings")]
    [InlineData("gaps")]
    public async Task Where_nothing_has_happened_nothing_is_exported(string kind)
    {
        var (code, output, error) = await Run("export", kind, "--Data:Directory", PathOf("data"));
        Assert.True(code == Fine, error);
        Assert.Equal("", output);
    }

    [Fact]
    public async Task Export_prints_a_handoff_while_the_server_runs()
    {
        await using var server = new SalesProcess(PathOf("data"));
        await server.Start();
        using var chat = new DirectLineClient(new Uri(server.Address), Secret());
        var conversation = (await chat.Post("conversations")).Text("conversationId")!;
        await chat.Says(conversation, "Can I talk to a person?");

        var line = await Eventually.Get(async () => Lines((await Run("export", "handoffs", "--Data:Directory", PathOf("data"))).Output).SingleOrDefault());
        var handoff = JsonDocument.Parse(line).RootElement;
        Assert.Equal((conversation, "CustomerRequest"), (handoff.GetProperty("conversationId").GetString(), handoff.GetProperty("reason").GetString()));
        Assert.All(["id", "question", "at", "claimedAt", "rep", "endedAt", "state", "verdict"], name => Assert.True(handoff.TryGetProperty(name, out _), name));

        string Secret() => Convert.ToHexStringLower(File.ReadAllBytes(PathOf("data", "keys", "directline")));
    }

    [Fact]
    public async Task A_sign_in_link_needs_a_running_server() =>
        await Refuses(["sign-in-link", "--Data:Directory", PathOf("data")], "has no running server");

    [Fact]
    public async Task A_running_server_gives_another_sign_in_link_to_a_rep_it_knows()
    {
        await using var server = new SalesProcess(PathOf("data"));
        await server.Start();
        var (code, output, error) = await Run("sign-in-link", "--rep", "mia@example.com", "--Data:Directory", PathOf("data"));
        Assert.True(code == Fine, error);
        Assert.StartsWith($"{server.Address}/sign-in?token=", Assert.Single(Lines(output)), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync(new Uri(output.Trim()))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Http.GetAsync(new Uri(output.Trim()))).StatusCode);
        await Refuses(["sign-in-link", "--rep", "eve@example.com", "--Data:Directory", PathOf("data")], "eve@example.com");
    }

    /// <summary>Ends with 2, one line on standard error that says all of this, nothing on standard output.</summary>
    static async Task<string> Refuses(string[] arguments, params string[] says) => Refused(arguments, await Run(arguments), says);

    /// <summary>The same of a process in its own folder.</summary>
    async Task<string> RefusesHere(string[] arguments, params string[] says) => Refused(arguments, await RunHere(arguments), says);

    static string Refused(string[] arguments, (int Code, string Output, string Error) ended, string[] says)
    {
        var (code, output, error) = ended;
        Assert.True(code == Unusable, $"{string.Join(' ', arguments)} ended with {code}:\n{output}\n{error}");
        Assert.Equal("", output);
        var line = Assert.Single(Lines(error));
        foreach (var part in says.Where(part => part.Length > 0))
            Assert.Contains(part, line, StringComparison.Ordinal);
        return line;
    }

    static Task<(int Code, string Output, string Error)> Run(params string[] arguments) => SalesCommand.Run(arguments);

    /// <summary>Runs it as a process, in a folder of its own that holds the sample company's files.</summary>
    Task<(int Code, string Output, string Error)> RunHere(string[] arguments, string? input = null)
    {
        foreach (var part in (string[])["content", "prompts", "sales"])
            if (!Path.Exists(PathOf(part)))
                Directory.CreateSymbolicLink(PathOf(part), Repository.PathOf(part));
        return SalesProcess.Run(arguments, input, folder);
    }

    string[] Server() => ["--Urls", "http://127.0.0.1:0", "--Data:Directory", PathOf("data")];

    string PathOf(params string[] parts) => Path.Combine([folder, .. parts]);

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
