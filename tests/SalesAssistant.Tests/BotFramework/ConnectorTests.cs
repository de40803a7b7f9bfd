using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.BotFramework;

/// <summary>Speaking to a channel: what goes out, what comes back, what is tried again.</summary>
public sealed class ConnectorTests : IAsyncLifetime
{
    readonly Clock _time = new();
    readonly ConnectorClients _clients = new();
    ChannelServer _channel = null!;

    public async ValueTask InitializeAsync() => _channel = await ChannelServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _channel.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/emea/7a")]
    [InlineData("/emea/7a/")]
    public async Task R1_the_service_url_keeps_its_path_with_or_without_a_slash(string path)
    {
        await SendAsync(new Activity { Type = "message", Conversation = new() { Id = "c1" } }, path);

        Assert.Equal($"POST {path.TrimEnd('/')}/v3/conversations/c1/activities", Line(Assert.Single(_channel.Requests)));
    }

    [Fact]
    public async Task R1_ids_are_escaped_in_the_path()
    {
        await SendAsync(new Activity { Type = "message", Conversation = new() { Id = "19:a@b;m=1/2|3" }, ReplyToId = "f:1" });

        Assert.Equal("POST /v3/conversations/19%3Aa%40b%3Bm%3D1%2F2%7C3/activities/f%3A1", Line(Assert.Single(_channel.Requests)));
    }

    [Fact]
    public async Task The_body_is_the_activity_without_nulls()
    {
        var result = await SendAsync(new Activity { Type = "message", Text = "Grüße", Conversation = new() { Id = "c1" } });

        var request = Assert.Single(_channel.Requests);
        Assert.Equal("""{"type":"message","conversation":{"id":"c1"},"text":"Grüße"}""", request.Body);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.StartsWith("SalesAssistant.BotFramework/", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal((SendOutcome.Sent, "1", 200, 1), (result.Outcome, result.Id, result.Status, result.Attempts));
    }

    [Fact]
    public async Task Every_call_goes_where_the_specification_says()
    {
        var client = _clients.For(_channel.Address);
        var stop = TestContext.Current.CancellationToken;
        var activity = new Activity { Type = "message" };
        Task<HttpResponseMessage>[] calls =
        [
            client.CreateConversationAsync(new ConversationParameters { IsGroup = false, Members = [new() { Id = "29:u" }] }, stop),
            client.SendToConversationAsync("c", activity, stop),
            client.ReplyToActivityAsync("c", "a", activity, stop),
            client.UpdateActivityAsync("c", "a", activity, stop),
            client.DeleteActivityAsync("c", "a", stop),
            client.SendConversationHistoryAsync("c", new Transcript { Activities = [activity] }, stop),
            client.GetConversationMembersAsync("c", stop),
            client.GetConversationMemberAsync("c", "m", stop),
            client.GetConversationPagedMembersAsync("c", 50, "t", stop),
            client.GetConversationPagedMembersAsync("c", null, null, stop),
            client.GetActivityMembersAsync("c", "a", stop),
            client.DeleteConversationMemberAsync("c", "m", stop),
            client.UploadAttachmentAsync("c", new AttachmentData { Type = "text/plain", Name = "a.txt", OriginalBase64 = "YQ==" }, stop),
            client.GetAttachmentInfoAsync("f", stop),
            client.GetAttachmentAsync("f", "original", stop),
            client.GetTeamDetailsAsync("t", stop),
            client.GetTeamConversationsAsync("t", stop),
        ];
        foreach (var call in calls) (await call).Dispose();

        Assert.Equal(
            [
                "DELETE /v3/conversations/c/activities/a",
                "DELETE /v3/conversations/c/members/m",
                "GET /v3/attachments/f",
                "GET /v3/attachments/f/views/original",
                "GET /v3/conversations/c/activities/a/members",
                "GET /v3/conversations/c/members",
                "GET /v3/conversations/c/members/m",
                "GET /v3/conversations/c/pagedmembers",
                "GET /v3/conversations/c/pagedmembers?pageSize=50&continuationToken=t",
                "GET /v3/teams/t",
                "GET /v3/teams/t/conversations",
                "POST /v3/conversations",
                "POST /v3/conversations/c/activities",
                "POST /v3/conversations/c/activities/a",
                "POST /v3/conversations/c/activities/history",
                "POST /v3/conversations/c/attachments",
                "PUT /v3/conversations/c/activities/a",
            ],
            _channel.Requests.Select(Line).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"error":{"code":"BadArgument","message":"No.","innerHttpError":{"statusCode":"400","body":{"a":1}}}}""", "BadArgument", "No.")]
    [InlineData("""{"Error":{"Code":"BadArgument","Message":"No."}}""", "BadArgument", "No.")]
    [InlineData("""{"code":"BadArgument","message":"No."}""", "BadArgument", "No.")]
    [InlineData("\"NotFound\"", "NotFound", "NotFound")]
    [InlineData("", null, null)]
    [InlineData("{}", null, null)]
    [InlineData("[1]", null, null)]
    [InlineData("null", null, null)]
    [InlineData("{\"error\":\"odd\"}", null, "The channel's answer is not JSON of a known form.")]
    [InlineData("<html>Bad gateway</html>", null, "The channel's answer is not JSON of a known form.")]
    [InlineData("\"\\ud83d\"", null, "The channel's answer is not JSON of a known form.")]
    public void R2_every_form_of_error_body_is_read(string body, string? code, string? message)
    {
        var error = ConnectorAnswers.ErrorIn(Encoding.UTF8.GetBytes(body));

        Assert.Equal((code, message), (error?.Code, error?.Message));
    }

    [Theory]
    [InlineData(200, """{"id":"a7"}""", "a7")]
    [InlineData(201, """{"Id":"a7"}""", "a7")]
    [InlineData(202, "", null)]
    [InlineData(202, "{}", null)]
    [InlineData(200, "thanks", null)]
    public async Task Success_has_an_id_or_none(int status, string body, string? id)
    {
        _channel.Answers(status, body);

        var result = await SendAsync();

        Assert.Equal((SendOutcome.Sent, id, status), (result.Outcome, result.Id, result.Status));
    }

    [Theory]
    [InlineData(400, """{"error":{"code":"BadSyntax","message":"x"}}""", SendOutcome.Rejected)]
    [InlineData(400, """{"error":{"code":"BadArgument","message":"This channel does not support this operation"}}""", SendOutcome.NotSupported)]
    [InlineData(401, "", SendOutcome.Unauthorized)]
    [InlineData(403, """{"error":{"code":"ConversationBlockedByUser","message":"x"}}""", SendOutcome.Blocked)]
    [InlineData(403, """{"error":{"code":"BotNotInConversationRoster","message":"x"}}""", SendOutcome.Blocked)]
    [InlineData(403, """{"error":{"code":"BotDisabledByAdmin","message":"x"}}""", SendOutcome.Blocked)]
    [InlineData(403, """{"error":{"code":"MessageWritesBlocked","message":"x"}}""", SendOutcome.Blocked)]
    [InlineData(403, "\"Forbidden\"", SendOutcome.Rejected)]
    [InlineData(404, "\"NotFound\"", SendOutcome.Rejected)]
    [InlineData(405, "", SendOutcome.NotSupported)]
    [InlineData(413, "", SendOutcome.Rejected)]
    [InlineData(500, "", SendOutcome.Rejected)]
    [InlineData(501, "", SendOutcome.NotSupported)]
    public async Task R3_a_refusal_is_not_tried_again(int status, string body, SendOutcome outcome)
    {
        _channel.Answers(status, body);

        var result = await SendAsync();

        Assert.Equal((outcome, status, 1), (result.Outcome, result.Status, result.Attempts));
        Assert.Single(_channel.Requests);
        Assert.Throws<ConnectorException>(result.EnsureSent);
    }

    [Theory, InlineData(405, ""), InlineData(501, ""), InlineData(400, """{"error":{"code":"BadArgument","message":"This channel does not support this operation"}}""")]
    public async Task R5_what_a_channel_can_not_change_or_delete_is_told_apart_from_a_fault(int status, string body)
    {
        using var clients = new ConnectorClients();
        var sender = new ConnectorSender(clients, TimeProvider.System);
        foreach (var call in (Func<IConnectorClient, CancellationToken, Task<HttpResponseMessage>>[])
            [(client, stop) => client.UpdateActivityAsync("c", "a", new Activity { Type = "message" }, stop), (client, stop) => client.DeleteActivityAsync("c", "a", stop)])
        {
            _channel.Answers(status, body);
            Assert.Equal(SendOutcome.NotSupported, (await sender.RunAsync(_channel.Address, call, TestContext.Current.CancellationToken)).Outcome);
        }
        Assert.Equal(2, _channel.Requests.Count);
    }

    [Fact]
    public async Task R7_a_request_says_which_program_it_comes_from()
    {
        await SendAsync();
        Assert.StartsWith("SalesAssistant.BotFramework/", Assert.Single(_channel.Requests).Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(412)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task R3_a_busy_channel_is_tried_again_each_time_later(int status)
    {
        _channel.Answers(status).Answers(status).Answers(status);
        var sending = SendAsync();

        foreach (var seconds in new[] { 1, 2, 4 }) await WaitsAsync(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds * 1.25));

        var result = await sending;
        Assert.Equal((SendOutcome.Sent, 4), (result.Outcome, result.Attempts));
    }

    [Theory]
    [InlineData(429, SendOutcome.Throttled)]
    [InlineData(503, SendOutcome.Unavailable)]
    public async Task R3_tries_are_bounded(int status, SendOutcome outcome)
    {
        for (var i = 0; i < 10; i++) _channel.Answers(status, retryAfter: "1");
        var sending = SendAsync();

        for (var i = 1; i < ConnectorSender.MostAttempts; i++) await WaitsAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        var result = await sending;
        Assert.Equal((outcome, ConnectorSender.MostAttempts, true), (result.Outcome, result.Attempts, result.MayRetry));
        Assert.Equal(ConnectorSender.MostAttempts, _channel.Requests.Count);
    }

    [Fact]
    public async Task R3_the_wait_is_the_one_the_channel_asks_for_in_seconds_or_as_a_date()
    {
        _channel.Answers(429, retryAfter: "7").Answers(429, retryAfter: (_time.GetUtcNow() + TimeSpan.FromSeconds(7 + 9)).ToString("R"));
        var sending = SendAsync();

        await WaitsAsync(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7));
        await WaitsAsync(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9));

        Assert.Equal(SendOutcome.Sent, (await sending).Outcome);
    }

    [Fact]
    public async Task R3_a_wait_that_is_too_long_is_handed_to_the_caller()
    {
        _channel.Answers(429, retryAfter: "3600");

        var result = await SendAsync();

        Assert.Equal((SendOutcome.Throttled, TimeSpan.FromHours(1), 1), (result.Outcome, result.RetryAfter, result.Attempts));
    }

    [Fact]
    public async Task R6_a_lost_answer_is_unknown_and_not_tried_again()
    {
        _channel.HangsUp();

        var result = await SendAsync();

        Assert.Equal((SendOutcome.Unknown, false), (result.Outcome, result.MayRetry));
        Assert.Single(_channel.Requests);
    }

    [Fact]
    public async Task R6_no_answer_in_time_is_unknown_and_not_tried_again()
    {
        var never = new TaskCompletionSource();
        _channel.Answers(never.Task);
        using var clients = new ConnectorClients(timeout: TimeSpan.FromMilliseconds(200));

        var result = await new ConnectorSender(clients, _time).SendAsync(_channel.Address, Message(), TestContext.Current.CancellationToken);
        never.SetResult();

        Assert.Equal(SendOutcome.Unknown, result.Outcome);
        Assert.Single(_channel.Requests);
    }

    [Fact]
    public async Task What_was_taken_is_sent_also_when_the_rest_of_the_answer_never_comes()
    {
        var never = new TaskCompletionSource();
        _channel.AnswersHalf(never.Task);

        Assert.Equal((SendOutcome.Sent, null), await SendAsync() switch { var result => (result.Outcome, result.Id) });
        never.SetResult();
    }

    [Fact]
    public async Task A_channel_that_is_not_there_is_unreachable()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var nobody = new Uri($"http://{free.LocalEndpoint}/");
        free.Stop();

        var result = await new ConnectorSender(_clients, _time).SendAsync(nobody, Message(), TestContext.Current.CancellationToken);

        Assert.Equal((SendOutcome.Unreachable, true), (result.Outcome, result.MayRetry));
    }

    [Fact]
    public async Task O3_redirects_are_not_followed()
    {
        _channel.Answers(307, location: "/elsewhere");

        Assert.Equal((SendOutcome.Rejected, 307), (await SendAsync()) switch { var result => (result.Outcome, result.Status) });
        Assert.Single(_channel.Requests);
    }

    [Fact]
    public async Task Who_stops_while_the_channel_thinks_is_told_so_at_once()
    {
        var never = new TaskCompletionSource();
        _channel.Answers(never.Task);
        using var stop = new CancellationTokenSource();
        var sending = new ConnectorSender(_clients, _time).SendAsync(_channel.Address, Message(), stop.Token);
        await Until(() => !_channel.Requests.IsEmpty);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        never.SetResult();
    }

    [Fact]
    public async Task Who_stops_between_two_tries_is_told_so_at_once()
    {
        _channel.Answers(429, retryAfter: "20");
        using var stop = new CancellationTokenSource();
        var sending = new ConnectorSender(_clients, _time).SendAsync(_channel.Address, Message(), stop.Token);
        await Until(() => !_time.Waits.IsEmpty);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public void One_service_url_has_one_client()
    {
        Assert.Same(_clients.For(new Uri("https://a.example/x")), _clients.For(new Uri("https://A.example/x/")));
        Assert.NotSame(_clients.For(new Uri("https://a.example/x")), _clients.For(new Uri("https://a.example/y")));
    }

    Task<SendResult> SendAsync(Activity? activity = null, string path = "") => new ConnectorSender(_clients, _time)
        .SendAsync(new Uri(_channel.Address, path), activity ?? Message(), TestContext.Current.CancellationToken);

    static Activity Message() => new() { Type = "message", Text = "hello", Conversation = new() { Id = "c1" } };

    static string Line(ChannelServer.Request request) => $"{request.Method} {request.Target}";

    /// <summary>Finds the wait that the sender begins next, and lets it pass.</summary>
    async Task WaitsAsync(TimeSpan least, TimeSpan most)
    {
        await Until(() => !_time.Waits.IsEmpty);
        Assert.True(_time.Waits.TryDequeue(out var wait));
        Assert.InRange(wait, least, most);
        _time.Advance(wait);
    }

    static async Task Until(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    /// <summary>A clock that stands still and tells who waits for it.</summary>
    sealed class Clock() : FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero))
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Waits.Enqueue(dueTime);
            return timer;
        }
    }
}
