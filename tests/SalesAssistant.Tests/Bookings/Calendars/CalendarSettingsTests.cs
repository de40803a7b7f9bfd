using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.CalDav;
using SalesAssistant.Bookings.Calendars.Graph;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>Which calendars the hosts have, and whose of them the program can read.</summary>
public sealed class CalendarSettingsTests : IAsyncLifetime
{
    Simulator graph = null!;

    public async ValueTask InitializeAsync()
    {
        graph = await Simulator.Start();
        graph.Mailboxes.Add("mia@example.com", "Europe/Berlin");
        graph.Mailboxes.Add("tom@example.com", "Europe/London");
        graph.Mailboxes.Add("ceo@example.com", "Europe/Berlin", inScope: false);
        graph.Mailboxes.Add("open@example.com", "Europe/Berlin");
    }

    public ValueTask DisposeAsync() => graph.DisposeAsync();

    [Theory]
    [InlineData("Graph:TenantId", "Graph:ClientId=c", "Graph:ClientSecret=s")]
    [InlineData("Graph:ClientId", "Graph:TenantId=t", "Graph:ClientSecret=s")]
    [InlineData("Graph:ClientSecret", "Graph:TenantId=t", "Graph:ClientId=c")]
    [InlineData("Graph:TenantId", "Graph:TenantId=not a tenant", "Graph:ClientId=c", "Graph:ClientSecret=s")]
    [InlineData("Graph:BaseUrl", "Graph:BaseUrl=graph")]
    [InlineData("Graph:BaseUrl", "Graph:BaseUrl=http://graph.microsoft.com/v1.0")]
    [InlineData("Graph:BaseUrl", "Graph:BaseUrl=https://graph.microsoft.com.example.com/v1.0", "Graph:TenantId=t", "Graph:ClientId=c", "Graph:ClientSecret=s")]
    [InlineData("Graph:BaseUrl", "Graph:BaseUrl=https://127.0.0.1/v1.0")]
    public void What_graph_lacks_is_named(string setting, params string[] given) => Assert.Equal(setting, Assert.Throws<SettingException>(() =>
        new GraphCalendars(GraphSettings.Read(Settings(given)), TimeSpan.FromSeconds(1), _ => CalendarRig.Zone, TimeProvider.System)).Setting);

    [Theory]
    [InlineData("Graph:BaseUrl=https://graph.microsoft.com/v1.0", "Graph:TenantId=contoso.example", "Graph:ClientId=c", "Graph:ClientSecret=s")]
    [InlineData("Graph:BaseUrl=https://graph.microsoft.us/v1.0/", "Graph:TenantId=contoso.example", "Graph:ClientId=c", "Graph:ClientSecret=s")]
    [InlineData("Graph:BaseUrl=http://localhost:5080/v1.0")]
    public void What_graph_needs_is_enough(params string[] given) =>
        new GraphCalendars(GraphSettings.Read(Settings(given)), TimeSpan.FromSeconds(1), _ => CalendarRig.Zone, TimeProvider.System).Dispose();

    [Theory]
    [InlineData("CalDav:Url", "CalDav:User=u", "CalDav:Password=p")]
    [InlineData("CalDav:Url", "CalDav:Url=https://dav.example.com/calendar/", "CalDav:User=u", "CalDav:Password=p")]
    [InlineData("CalDav:Url", "CalDav:Url=https://{name}.example.com/", "CalDav:User=u", "CalDav:Password=p")]
    [InlineData("CalDav:Url", "CalDav:Url=http://dav.example.com/{host}/", "CalDav:User=u", "CalDav:Password=p")]
    [InlineData("CalDav:Url", "CalDav:Url=dav/{host}/", "CalDav:User=u", "CalDav:Password=p")]
    [InlineData("CalDav:User", "CalDav:Url=https://dav.example.com/{host}/", "CalDav:Password=p")]
    [InlineData("CalDav:Password", "CalDav:Url=https://dav.example.com/{host}/", "CalDav:User=u")]
    public void What_caldav_lacks_is_named(string setting, params string[] given) => Assert.Equal(setting, Assert.Throws<SettingException>(() => CalDavSettings.Read(Settings(given))).Setting);

    [Fact]
    public void A_hosts_address_stays_one_part_of_the_path()
    {
        var settings = CalDavSettings.Read(Settings("CalDav:Url=https://dav.example.com/{name}/{host}", "CalDav:User=u", "CalDav:Password=p"));
        Assert.Equal("https://dav.example.com/a%2Fb/a%2Fb%40example.com/", settings.CalendarOf("a/b@example.com").AbsoluteUri);
    }

    [Theory]
    [InlineData("Calendar:Provider is 'Outlook'", "--Calendar:Provider", "Outlook")]
    [InlineData("Graph:TenantId is missing", "--Calendar:Provider", "graph")]
    [InlineData("CalDav:Url is missing", "--Calendar:Provider", "CalDav")]
    [InlineData("Calendar:Timeout is '00:00:00'", "--Calendar:Provider", "Graph", "--Calendar:Timeout", "00:00:00")]
    public async Task A_server_does_not_start_on_half_of_the_settings(string says, params string[] settings) =>
        Assert.StartsWith(says, (await Assert.ThrowsAsync<SettingException>(() => SalesApp.Start(settings: settings))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Rights_that_reach_further_than_the_hosts_are_refused_when_so_set()
    {
        string[] strict = [.. Graph(), "--Calendar:RefuseWideScope", "true"];
        var fault = await Assert.ThrowsAsync<SettingException>(() => SalesApp.Start(settings: [.. strict, "--Calendar:OutsideScope", "ceo@example.com,open@example.com"]));
        Assert.Contains("open@example.com", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SettingException>(() => SalesApp.Start(settings: strict));
        await using var server = await SalesApp.Start(settings: [.. strict, "--Calendar:OutsideScope", "ceo@example.com"]);
        Assert.IsType<GraphCalendars>(server.Services.GetRequiredService<IHostCalendars>());
    }

    [Fact]
    public async Task Rights_that_reach_further_than_the_hosts_are_warned_of()
    {
        var log = new CapturedLog();
        await using var server = await SalesApp.Start(services => services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(log), [.. Graph(), "--Calendar:OutsideScope", "open@example.com"]);
        await Eventually.Holds(() => Task.FromResult(log.Lines.Any(line => line.Contains("open@example.com", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task The_command_proves_whose_calendars_can_be_read()
    {
        var (code, output, error) = await Check("--other", "ceo@example.com");
        Assert.True(code == 0, output + error);
        Assert.Contains("right  mia@example.com (host): can be read", output, StringComparison.Ordinal);
        Assert.Contains("right  ceo@example.com (other): can't be read", output, StringComparison.Ordinal);

        graph.Mailboxes.Add("tom@example.com", "Europe/London", inScope: false);
        (code, output, _) = await Check("--Calendar:OutsideScope", "open@example.com", "--json");
        Assert.Equal(1, code);
        Assert.Contains("""{"address":"tom@example.com","host":true,"state":"Closed","right":false""", output, StringComparison.Ordinal);
        Assert.Contains("""{"address":"open@example.com","host":false,"state":"Readable","right":false""", output, StringComparison.Ordinal);

        (code, output, error) = await SalesCommand.Run("check-calendar-access");
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("Calendar:Provider is Local", error, StringComparison.Ordinal);
    }

    Task<(int ExitCode, string Output, string Error)> Check(params string[] more) => SalesCommand.Run(["check-calendar-access", .. Graph(), .. more]);

    string[] Graph() => ["--Calendar:Provider", "Graph", "--Graph:BaseUrl", graph.BaseUrl];

    static IConfiguration Settings(params string[] given) =>
        new ConfigurationBuilder().AddInMemoryCollection(given.Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => (string?)one[1])).Build();
}
