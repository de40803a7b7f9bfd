using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Where the channels' keys come from: kept, read again when that helps, and never for the asking.</summary>
public sealed class MessagesKeysTests : IAsyncLifetime
{
    readonly StandingClock clock = new();
    OpenIdServer openId = null!;
    ChannelServer server = null!;
    SalesApp app = null!;
    OpenIdServer.Key key = null!;

    public async ValueTask InitializeAsync()
    {
        openId = await OpenIdServer.Start();
        server = await ChannelServer.StartAsync();
        key = openId.Channels.Adds("first", "msteams");
        app = await SalesApp.Start(services => services.AddSingleton<WallClock>(clock), openId.Settings(server));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await server.DisposeAsync();
        await openId.DisposeAsync();
    }

    [Fact]
    public async Task E2_keys_are_read_once_for_all_requests()
    {
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Posts(key))), status => Assert.Equal(202, status));
        Assert.Equal(1, openId.Channels.Readings);
    }

    [Fact]
    public async Task E2_a_new_key_is_found_at_once_and_a_withdrawn_one_ends_with_it()
    {
        var old = TokenOf(key);
        Assert.Equal(202, await Posts(old));

        openId.Channels.Withdraws(key);
        var next = openId.Channels.Adds("second", "msteams");
        Assert.Equal(202, await Posts(next));
        Assert.Equal(2, openId.Channels.Readings);

        // What was found genuine before is so no longer.
        Assert.Equal(401, await Posts(old));
        Assert.Equal(202, await Posts(next));
    }

    [Fact]
    public async Task E2_an_endorsement_that_was_withdrawn_is_none_within_a_day()
    {
        var token = TokenOf(key, hours: 48);
        Assert.Equal(202, await Posts(token));
        openId.Channels.Adds("first", "webchat");
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(202, await Posts(token));
        Assert.Equal(1, openId.Channels.Readings);

        clock.Advance(TimeSpan.FromHours(1.1));
        // A list that a busy machine gives too late is asked for again.
        await Eventually.Holds(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(11));
            return await Posts(token) == 401;
        }, "the list was read again");
    }

    [Fact]
    public async Task E2_many_unknown_keys_ask_for_the_list_once_in_a_while()
    {
        Assert.Equal(202, await Posts(key));
        for (var round = 1; round <= 3; round++)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Posts(TokenOf(key, named: $"nobodys-{round}-{number}")))), status => Assert.Equal(401, status));
            Assert.Equal(1 + round, openId.Channels.Readings);
            clock.Advance(TimeSpan.FromSeconds(11));
        }
        Assert.Equal(202, await Posts(key));
    }

    [Fact]
    public async Task E2_the_last_good_keys_stay_while_the_list_can_not_be_read()
    {
        Assert.Equal(202, await Posts(key));
        openId.Channels.IsDown = true;
        clock.Advance(TimeSpan.FromHours(25));

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Posts(key))), status => Assert.Equal(202, status));
        Assert.Equal(2, openId.Channels.Readings);

        openId.Channels.IsDown = false;
        var next = openId.Channels.Adds("second", "msteams");
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(202, await Posts(next));
    }

    [Fact]
    public async Task E2_without_any_keys_nobody_is_believed_until_they_can_be_read()
    {
        openId.Channels.IsDown = true;
        Assert.Equal(401, await Posts(key));

        openId.Channels.IsDown = false;
        Assert.Equal(401, await Posts(key));
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(202, await Posts(key));
    }

    [Theory]
    [InlineData("http://keys.example/keys")]
    [InlineData("http://10.0.0.1/keys")]
    [InlineData("file:///etc/passwd")]
    public async Task E2_keys_are_never_read_over_the_open_network(string address)
    {
        openId.Channels.KeysElsewhere = address;

        Assert.Equal(401, await Posts(key));
    }

    Task<int> Posts(OpenIdServer.Key signer) => Posts(TokenOf(signer));

    async Task<int> Posts(string token)
    {
        using var channel = new BotChannel(app, server, channelId: "msteams") { Authorization = () => "Bearer " + token };
        return await channel.Posts("typing");
    }

    string TokenOf(OpenIdServer.Key signer, int hours = 1, string? named = null)
    {
        var token = ForgedToken.OfChannel(signer, server.Address.ToString(), clock.GetUtcNow());
        token.Claims["exp"] = clock.GetUtcNow().AddHours(hours).ToUnixTimeSeconds();
        if (named is not null) token.Header["kid"] = named;
        return token.ToString();
    }
}
