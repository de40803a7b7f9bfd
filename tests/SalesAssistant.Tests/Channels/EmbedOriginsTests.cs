using Microsoft.Extensions.Configuration;
using SalesAssistant.Channels.Website;
using SalesAssistant.Hosting;
using Xunit;

namespace SalesAssistant.Tests.Channels;

public sealed class EmbedOriginsTests
{
    [Fact]
    public void Nobody_but_ourselves_may_frame_the_chat_unless_the_setting_says_so() =>
        Assert.Equal("'self'", Of().FrameAncestors);

    [Fact]
    public void Origins_are_a_list_or_one_comma_separated_value_and_take_no_trailing_slash()
    {
        const string Both = "'self' https://www.example.com https://*.example.org:8443";
        Assert.Equal(Both, Of(("Web:EmbedOrigins:0", "https://www.example.com/"), ("Web:EmbedOrigins:1", "https://*.example.org:8443")).FrameAncestors);
        Assert.Equal(Both, Of(("Web:EmbedOrigins", "https://WWW.example.com, https://*.example.org:8443,")).FrameAncestors);
    }

    [Theory]
    [InlineData("www.example.com")]
    [InlineData("https://www.example.com/shop")]
    [InlineData("https://example.com; script-src *")]
    [InlineData("https://user@example.com")]
    [InlineData("https://a.*.example.com")]
    [InlineData("https://*")]
    [InlineData("*")]
    [InlineData("javascript:alert(1)")]
    public void What_is_not_the_origin_of_a_website_is_named_at_the_start(string entry)
    {
        var fault = Assert.Throws<SettingException>(() => Of(("Web:EmbedOrigins:0", entry)));
        Assert.Equal("Web:EmbedOrigins", fault.Setting);
        Assert.Contains(entry.Split(',')[0], fault.Message, StringComparison.Ordinal);
    }

    static EmbedOrigins Of(params (string Key, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
