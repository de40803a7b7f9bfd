using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Whose people may write: with a list of tenants, those on it.</summary>
public sealed class MessagesTenantTests(MessagesTenantTests.Running running) : IClassFixture<MessagesTenantTests.Running>
{
    [Theory]
    [InlineData("""{"channelData":{"tenant":{"id":"tenant-a"}}}""", 202)]
    [InlineData("""{"channelData":{"tenant":{"id":"TENANT-B"}}}""", 202)]
    [InlineData("""{"conversation":{"id":"c1","tenantId":"tenant-a"}}""", 202)]
    [InlineData("""{"conversation":{"id":"c1","tenantId":"tenant-a"},"channelData":{"tenant":{"id":"tenant-b"}}}""", 202)]
    [InlineData("""{"channelData":{"tenant":{"id":"tenant-c"}}}""", 403)]
    [InlineData("""{"conversation":{"id":"c1","tenantId":"tenant-c"}}""", 403)]
    [InlineData("""{"conversation":{"id":"c1","tenantId":"tenant-a"},"channelData":{"tenant":{"id":"tenant-c"}}}""", 403)]
    [InlineData("""{"conversation":{"id":"c1","tenantId":"tenant-c"},"channelData":{"tenant":{"id":"tenant-a"}}}""", 403)]
    [InlineData("{}", 403)]
    [InlineData("""{"channelData":"tenant-a"}""", 403)]
    [InlineData("""{"channelData":{"tenant":"tenant-a"}}""", 403)]
    [InlineData("""{"channelData":{"tenant":{"id":7}}}""", 403)]
    public async Task E2_a_tenant_that_is_not_allowed_gets_403(string fields, int status)
    {
        using var channel = running.Teams();

        Assert.Equal(status, await channel.Posts("typing", fields));
    }

    [Fact]
    public async Task E2_who_has_no_token_is_not_told_about_tenants()
    {
        using var nobody = new BotChannel(running.App, running.Server, channelId: "msteams");

        Assert.Equal(401, await nobody.Posts("typing", """{"channelData":{"tenant":{"id":"tenant-c"}}}"""));
    }

    public sealed class Running : IAsyncLifetime
    {
        OpenIdServer openId = null!;
        OpenIdServer.Key key = null!;
        internal ChannelServer Server { get; private set; } = null!;
        internal SalesApp App { get; private set; } = null!;

        internal BotChannel Teams() => new(App, Server, channelId: "msteams") { Authorization = () => $"Bearer {ForgedToken.OfChannel(key, Server.Address.ToString(), App.Clock.GetUtcNow())}" };

        public async ValueTask InitializeAsync()
        {
            openId = await OpenIdServer.Start();
            Server = await ChannelServer.StartAsync();
            key = openId.Channels.Adds("teams", "msteams");
            App = await SalesApp.Start(settings: openId.Settings(Server, "--BotFramework:AllowedTenants", "tenant-a, tenant-b"));
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Server.DisposeAsync();
            await openId.DisposeAsync();
        }
    }
}
