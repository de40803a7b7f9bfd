using SalesAssistant.BotFramework.Authentication;
using Xunit;

namespace SalesAssistant.Tests.BotFramework;

/// <summary>O1: where the bot may send to.</summary>
public class ServiceUrlsTests
{
    [Theory]
    [InlineData("https://smba.trafficmanager.net/emea/7a/", true)]
    [InlineData("https://SMBA.trafficmanager.net/", true)]
    [InlineData("https://webchat.botframework.com/", true)]
    [InlineData("https://botframework.com", true)]
    [InlineData("https://europe.webchat.botframework.com:443/", true)]
    [InlineData("https://smba.infra.gcc.teams.microsoft.com/gcc", true)]
    [InlineData("http://smba.trafficmanager.net/", false)]
    [InlineData("https://evil.smba.trafficmanager.net/", false)]
    [InlineData("https://trafficmanager.net/", false)]
    [InlineData("https://evilbotframework.com/", false)]
    [InlineData("https://botframework.com.evil.example/", false)]
    [InlineData("https://botframework.com@evil.example/", false)]
    [InlineData("https://user@botframework.com/", false)]
    [InlineData("https://botframework.com/?x=1", false)]
    [InlineData("https://botframework.com/#x", false)]
    [InlineData("https://botframework.com./", false)]
    [InlineData("ftp://botframework.com/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("http://127.0.0.1:1234", false)]
    [InlineData("https://localhost", false)]
    [InlineData("https://169.254.169.254/", false)]
    public void Microsofts_hosts_over_https_and_no_others(string url, bool allowed)
    {
        Assert.Equal(allowed, ServiceUrls.IsAllowed(new Uri(url), ServiceUrls.MicrosoftHosts, development: false));
        Assert.Equal(allowed, ServiceUrls.IsAllowed(new Uri(url), ServiceUrls.MicrosoftHosts, development: true));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/v", "127.0.0.1", true)]
    [InlineData("http://127.0.0.1:9000/v", "127.0.0.1:9000", true)]
    [InlineData("http://127.0.0.1:9000/v", "127.0.0.1:9001", false)]
    [InlineData("http://localhost:9000/", "localhost", true)]
    [InlineData("http://localhost:9000/", "127.0.0.1", false)]
    [InlineData("http://[::1]:9000/", "[::1]", true)]
    [InlineData("http://[::1]:9000/", "[::1]:9000", true)]
    [InlineData("http://0x7f.1:9000/", "127.0.0.1", true)]
    [InlineData("https://localhost:9000/", "localhost", true)]
    [InlineData("http://127.0.0.1:9000/", "localhost", false)]
    [InlineData("http://127.0.0.1:9000/", "", false)]
    [InlineData("http://127.0.0.1.evil.example/", "127.0.0.1", false)]
    public void Loopback_only_in_development_and_only_when_listed(string url, string listed, bool allowed)
    {
        Assert.Equal(allowed, ServiceUrls.IsAllowed(new Uri(url), [listed], development: true));
        Assert.False(ServiceUrls.IsAllowed(new Uri(url), [listed], development: false));
    }

    [Theory]
    [InlineData("http://10.0.0.5/", "10.0.0.5")]
    [InlineData("https://10.0.0.5/", "10.0.0.5")]
    [InlineData("https://192.168.1.1/", "192.168.1.1")]
    [InlineData("https://172.16.0.1/", "172.16.0.1")]
    [InlineData("https://169.254.169.254/", "169.254.169.254")]
    [InlineData("https://[fe80::1]/", "[fe80::1]")]
    [InlineData("https://[fd00::1]/", "[fd00::1]")]
    [InlineData("https://[::ffff:10.0.0.5]/", "[::ffff:10.0.0.5]")]
    [InlineData("https://0.0.0.0/", "0.0.0.0")]
    [InlineData("http://bot.example/", "bot.example")]
    public void Private_addresses_and_plain_http_elsewhere_never(string url, string listed) =>
        Assert.False(ServiceUrls.IsAllowed(new Uri(url), [listed], development: true));

    [Theory]
    [InlineData("https://channel.example/", "channel.example", true)]
    [InlineData("https://eu.channel.example/", "channel.example", true)]
    [InlineData("https://eu.channel.example/", "=channel.example", false)]
    [InlineData("https://channel.example:8443/", "channel.example:8443", true)]
    [InlineData("https://channel.example:8443/", "channel.example", true)]
    public void A_listed_host_means_what_lies_below_it_too(string url, string listed, bool allowed) =>
        Assert.Equal(allowed, ServiceUrls.IsAllowed(new Uri(url), ["other.example", listed], development: false));

    [Theory]
    [InlineData("https://a.example/x", "https://A.EXAMPLE/x/", true)]
    [InlineData("https://a.example", "https://a.example/", true)]
    [InlineData("https://a.example:443/x", "https://a.example/x", true)]
    [InlineData("https://a.example/x", "https://a.example/X", false)]
    [InlineData("https://a.example/x", "http://a.example/x", false)]
    [InlineData("https://a.example/x", "https://a.example:444/x", false)]
    [InlineData("https://a.example/x", "https://a.example/x//", false)]
    [InlineData("https://a.example/x", "https://a.example/x?y", false)]
    [InlineData("https://a.example/x", "https://a.example/x#y", false)]
    [InlineData("https://a.example/x", "https://b@a.example/x", false)]
    [InlineData("https://a.example/x", "https://a.example.b/x", false)]
    [InlineData("x", "x", false)]
    [InlineData(null, null, false)]
    public void Two_addresses_name_the_same_endpoint_or_not(string? one, string? other, bool same) =>
        Assert.Equal((same, same), (ServiceUrls.AreSame(one, other), ServiceUrls.AreSame(other, one)));
}
