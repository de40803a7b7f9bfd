using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Hosting;

/// <summary>The server behind a proxy that ends TLS: believed when it is known, and only then.</summary>
public sealed class KnownProxiesTests
{
    [Theory]
    [InlineData("127.0.0.1", true), InlineData("127.0.0.0/8", true), InlineData("10.0.0.5,10.1.0.0/16", false), InlineData("", false)]
    public async Task The_socket_that_a_visitor_is_told_to_open_is_the_proxys_when_the_proxy_is_known(string known, bool believed)
    {
        await using var app = await SalesApp.Start(settings: ["--Web:KnownProxies", known]);
        using var http = app.Http();
        foreach (var (name, value) in ((string, string)[])[("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "chat.example.com")])
            http.DefaultRequestHeaders.Add(name, value);
        using var answer = await http.PostAsJsonAsync("/chat/token", new { timeZone = "Europe/Berlin" });
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>());

        using var started = await http.PostAsync("/v3/directline/conversations", null);

        var stream = new Uri((await started.Content.ReadFromJsonAsync<JsonObject>())!["streamUrl"]!.GetValue<string>());
        Assert.Equal(believed ? ("wss", "chat.example.com") : ("ws", "127.0.0.1"), (stream.Scheme, stream.Host));
    }

    [Fact]
    public async Task What_is_no_address_is_named_at_the_start()
    {
        var fault = await Assert.ThrowsAsync<SettingException>(() => SalesApp.Start(settings: ["--Web:KnownProxies", "proxy.internal"]));
        Assert.Equal("Web:KnownProxies has 'proxy.internal', which is neither an address nor a network: write such as 10.0.0.5 or 10.0.0.0/24.", fault.Message);
    }
}
