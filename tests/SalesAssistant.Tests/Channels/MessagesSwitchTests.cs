using System.Net;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>The development switch: /api/messages without tokens, on a developer's own machine and nowhere else.</summary>
public class MessagesSwitchTests
{
    [Fact]
    public async Task Without_the_switch_every_request_needs_a_token()
    {
        await using var app = await SalesApp.Start();
        using var http = app.Http();
        using var body = new StringContent("""{"type":"message","id":"1","text":"hello","channelId":"test","from":{"id":"u"},"conversation":{"id":"c"},"serviceUrl":"http://127.0.0.1:1/"}""", null, "application/json");

        var answer = await http.PostAsync("/api/messages", body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Empty(await app.Messages(SalesAssistant.Conversations.ConversationIds.For("test", "c")));
    }

    [Fact]
    public async Task E9_the_Playground_finds_somebody_here_and_its_header_opens_nothing()
    {
        await using var app = await SalesApp.Start();
        using var http = app.Http();
        http.DefaultRequestHeaders.Add("x-ms-agents-playground", "true");
        using var body = new StringContent("""{"type":"message","id":"1","text":"hello","channelId":"emulator","from":{"id":"u"},"conversation":{"id":"c"},"serviceUrl":"http://127.0.0.1:1/"}""", null, "application/json");

        using var knock = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/messages"), TestContext.Current.CancellationToken);
        using var answer = await http.PostAsync("/api/messages", body, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.Unauthorized), (knock.StatusCode, answer.StatusCode));
    }

    [Theory]
    [InlineData("Production", "http://127.0.0.1:0")]
    [InlineData("Staging", "http://127.0.0.1:0")]
    [InlineData("Development", "http://0.0.0.0:0")]
    [InlineData("Development", "http://127.0.0.1:0;http://*:0")]
    public void The_program_refuses_to_start_with_it_outside_of_development_and_loopback(string environment, string urls)
    {
        var fault = Assert.Throws<SettingException>(() => Program.Server(
            ["--environment", environment, "--Urls", urls, "--BotFramework:AllowUnauthenticated", "true"]));

        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task With_a_list_of_hosts_only_those_are_spoken_to()
    {
        await using var server = await ChannelServer.StartAsync();
        await using var app = await SalesApp.Start(settings: [.. BotChannel.Settings, "--BotFramework:AllowedHosts", $"channel.example, 127.0.0.1:{server.Address.Port}"]);
        await using var closed = await SalesApp.Start(settings: [.. BotChannel.Settings, "--BotFramework:AllowedHosts:0", "channel.example"]);
        using var one = new BotChannel(app, server);
        using var other = new BotChannel(closed, server);

        Assert.Equal(202, await one.Says("hello"));
        Assert.Equal(401, await other.Says("hello"));
    }
}
