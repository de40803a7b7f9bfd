using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Hosting;

/// <summary>Health, the API's document, its key and its errors.</summary>
public sealed class HttpBasicsTests(HttpBasicsTests.Running running) : IClassFixture<HttpBasicsTests.Running>
{
    readonly SalesApp app = running.App;

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task It_says_that_it_lives_and_is_ready(string path)
    {
        using var http = app.Http();
        Assert.Equal("Healthy", await http.GetStringAsync(path));
    }

    [Fact]
    public async Task It_describes_its_API()
    {
        using var http = app.Http();
        var paths = (await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.All(
            ["/api/v1/conversations", "/api/v1/conversations/{id}/claim", "/api/v1/handoffs", "/api/v1/gaps", "/api/v1/slots", "/api/v1/bookings", "/api/v1/bookings/{id}"],
            path => Assert.Contains(path, paths));
        // What people don't call with the API's key is no part of it.
        Assert.DoesNotContain(paths, path => path.StartsWith("/control", StringComparison.Ordinal) || path.StartsWith("/sign-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Basic dGVzdC1rZXk=")]
    [InlineData("test-key")]
    public async Task Without_the_key_nothing_is_told(string? authorization)
    {
        using var http = app.Http();
        if (authorization is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        await IsProblem(await http.GetAsync("/api/v1/conversations"), HttpStatusCode.Unauthorized);
        await IsProblem(await http.PostAsJsonAsync("/api/v1/conversations/x/claim", new { rep = "mia@example.com" }), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_key_in_the_settings_there_is_no_API()
    {
        await using var closed = await SalesApp.Start(settings: ["--Api:Key", ""]);
        using var http = closed.Api();
        await IsProblem(await http.GetAsync("/api/v1/conversations"), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/conversations/nobody", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/conversations?status=maybe", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("GET", "/api/v1/conversations?limit=lots", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/handoffs?since=yesterday", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", "/api/v1/conversations", "{}", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/api/v1/conversations/nobody/claim", """{"rep":"mia@example.com"}""", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v1/conversations/nobody/claim", """{"rep":"eve@example.com"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "/api/v1/conversations/nobody/claim", "{broken", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/conversations/nobody/claim", "[1,2]", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/conversations/nobody/claim", """{"rep":7}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/conversations/nobody/claim", "", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/conversations/nobody/claim", "null", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/conversations/nobody/reply", """{"rep":"mia@example.com","text":"half \ud83d"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/bookings", "{}", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/api/v1/bookings/none", null, HttpStatusCode.NotFound)]
    public async Task What_can_not_be_done_is_said_as_a_problem(string method, string path, string? body, HttpStatusCode status)
    {
        using var http = app.Api();
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        await IsProblem(await http.SendAsync(request), status);
    }

    [Fact]
    public async Task Where_nothing_is_a_person_gets_a_page_and_a_program_a_problem()
    {
        using var http = app.Http();
        using var program = await http.GetAsync("/nothing/is/here");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (program.StatusCode, program.Content.Headers.ContentType!.MediaType));

        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var person = await http.GetAsync("/nothing/is/here");
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (person.StatusCode, person.Content.Headers.ContentType!.MediaType));
        Assert.Contains("There is no such page", await person.Content.ReadAsStringAsync());
        Assert.Contains("default-src 'none'", string.Join(' ', person.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task A_body_of_another_kind_or_encoding_or_size_is_refused()
    {
        using var http = app.Api();
        await IsProblem(await http.PostAsync("/api/v1/conversations/x/claim", new StringContent("rep=mia", Encoding.UTF8, "text/plain")), HttpStatusCode.UnsupportedMediaType);
        await IsProblem(await http.PostAsync("/api/v1/conversations/x/claim", Json([.. "{\"rep\":\""u8, 0xff, 0xfe, .. "\"}"u8])), HttpStatusCode.BadRequest);
        await IsProblem(await http.PostAsync("/api/v1/conversations/x/claim", Json(Encoding.UTF8.GetBytes($$"""{"rep":"{{new string('x', 1_100_000)}}"}"""))), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task In_development_a_broken_body_is_refused_in_the_same_words()
    {
        await using var development = await SalesApp.Start(settings: ["--environment", "Development"]);
        using var http = development.Api();
        await IsProblem(await http.PostAsync("/api/v1/conversations/x/claim", Json("{broken"u8.ToArray())), HttpStatusCode.BadRequest);
    }

    static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };

    static async Task IsProblem(HttpResponseMessage answer, HttpStatusCode status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32());
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
    }

    public sealed class Running : IAsyncLifetime
    {
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await SalesApp.Start();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
