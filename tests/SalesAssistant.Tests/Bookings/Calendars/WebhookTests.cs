using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Webhooks;
using SalesAssistant.Data;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>
/// Microsoft Graph tells of changes, over HTTP on both sides: what a rep does to a meeting reaches the visitor at once, what others send is refused, and
/// subscriptions are neither lost nor made twice. The look every so often is set to once a day here.
/// </summary>
public sealed class WebhookTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    static readonly string[] Reps = [Mia, "tom@example.com"];

    readonly MovableClock clock = new();
    readonly string data = TestFolder.New("webhooks");
    Simulator graph = null!;
    SalesApp app = null!;

    public async ValueTask InitializeAsync()
    {
        clock.Set(SalesApp.MondayMorning);
        graph = await Simulator.Start(clock: clock);
        foreach (var rep in Reps)
            graph.Mailboxes.Add(rep, "Europe/Berlin");
        app = await Start();
        await Subscribed();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await graph.DisposeAsync();
    }

    Task<SalesApp> Start(bool webhooks = true, string? url = null) => SalesApp.Start(services => services.AddSingleton<WallClock>(clock), data: data, settings:
    [
        "--Calendar:Provider", "Graph", "--Graph:BaseUrl", graph.BaseUrl, "--Calendar:Webhooks", webhooks ? "true" : "false", "--Bookings:CompareEvery", "1.00:00:00", "--Bookings:ReadingServes", "00:00:00",
        .. url is null ? Array.Empty<string>() : ["--Web:PublicUrl", url],
    ]);

    /// <summary>Each host has its one subscription, and we know it.</summary>
    Task Subscribed() => Eventually.Holds(async () =>
    {
        var rows = await Rows();
        return rows.Count == Reps.Length && rows.Select(row => row.SubscriptionId).Order().SequenceEqual(graph.Subscribed.Select(one => one.Id).Order());
    }, "a subscription for each host");

    Task<List<CalendarSubscription>> Rows() => app.Read(db => db.Set<CalendarSubscription>().AsNoTracking().OrderBy(row => row.HostEmail).ToListAsync());

    [Fact]
    public async Task What_a_rep_does_in_the_calendar_reaches_the_chat_at_once_and_a_doubled_notification_says_it_once()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        var booking = await Booked(prospect);
        graph.Faults.Inject(new Fault(FaultKind.DuplicateNotification));
        graph.Mailboxes.Move(booking.HostEmail, EventOf(booking), new EventTime.Timed(Instant.FromDateTimeUtc(booking.Start.AddHours(1)), Instant.FromDateTimeUtc(booking.End.AddHours(1))));
        await prospect.Hears("has moved Intro call to");
        graph.Mailboxes.Remove(booking.HostEmail, EventOf(booking));
        await prospect.Hears("had to take Intro call");
        Assert.Single(prospect.Heard, activity => activity["text"]?.GetValue<string>().Contains("has moved Intro call", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_forged_notification_is_refused_and_the_handshake_gives_the_token_back_as_plain_text()
    {
        var row = (await Rows())[0];
        using var http = app.Http();
        foreach (var (id, state) in new[] { (row.SubscriptionId, "guessed"), (row.SubscriptionId, null), ("another", row.ClientState), (row.SubscriptionId, row.ClientState[..^1]) })
        {
            using var refused = await http.PostAsJsonAsync(CalendarWebhooks.Path, new { value = new[] { new { subscriptionId = id, clientState = state, changeType = "updated" } } });
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
        foreach (var nonsense in new[] { "", "{", "[]", "{\"value\":[]}", "{\"value\":[null]}", "{\"value\":7}" })
        {
            using var refused = await http.PostAsync(CalendarWebhooks.Path, new StringContent(nonsense, Encoding.UTF8, "application/json"));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        var asked = graph.Requests.Count(request => request.Contains("delta", StringComparison.Ordinal));
        using var ours = await http.PostAsJsonAsync(CalendarWebhooks.Path, new { value = new[] { new { subscriptionId = "another", clientState = "guessed" }, new { subscriptionId = row.SubscriptionId!, clientState = row.ClientState } } });
        Assert.Equal(HttpStatusCode.Accepted, ours.StatusCode);
        await Eventually.Holds(() => Task.FromResult(graph.Requests.Count(request => request.Contains("delta", StringComparison.Ordinal)) > asked), "a look at the calendar");

        using var shaken = await http.PostAsync($"{CalendarWebhooks.Path}?validationToken={Uri.EscapeDataString("<b>Validation: 1</b>")}", null);
        Assert.Equal((HttpStatusCode.OK, "text/plain", "<b>Validation: 1</b>"), (shaken.StatusCode, shaken.Content.Headers.ContentType!.MediaType, await shaken.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_subscription_is_renewed_half_way_to_its_end_and_made_anew_when_graph_has_removed_it()
    {
        var before = graph.Subscribed;
        var keeper = app.Services.GetRequiredService<SubscriptionKeeper>();
        await keeper.KeepAll(default);
        Assert.Equal(before, graph.Subscribed);

        clock.Advance(TimeSpan.FromDays(3.1));
        await keeper.KeepAll(default);
        Assert.Equal(before.Select(one => one.Id).Order(), graph.Subscribed.Select(one => one.Id).Order());
        Assert.All(graph.Subscribed, one => Assert.True(one.Expires > before[0].Expires + Duration.FromDays(3)));

        // Graph asks for it sooner.
        var renewed = graph.Subscribed.Single(one => one.User == Mia);
        clock.Advance(TimeSpan.FromHours(1));
        graph.TellLifecycle(Mia, "reauthorizationRequired");
        await Eventually.Holds(() => Task.FromResult(graph.Subscribed.Single(one => one.User == Mia).Expires > renewed.Expires), "renewed at once");

        graph.TellLifecycle(Mia, "subscriptionRemoved");
        await Eventually.Holds(() => Task.FromResult(graph.Subscribed.Any(one => one.User == Mia && one.Id != renewed.Id)), "made anew");
        await Subscribed();

        // While nobody was told something may have changed: it is compared.
        var looks = Looks();
        graph.TellLifecycle(Mia, "missed");
        await Eventually.Holds(() => Task.FromResult(Looks() > looks), "compared");

        // Nobody was there until it had ended.
        clock.Advance(TimeSpan.FromDays(8));
        await keeper.KeepAll(default);
        await Subscribed();

        int Looks() => graph.Requests.Count(request => request.Contains(Mia, StringComparison.Ordinal) && request.Contains("delta", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_doubles_nothing_a_lost_answer_is_adopted_and_a_lost_database_makes_it_anew()
    {
        var before = graph.Subscribed.Select(one => one.Id).Order().ToList();
        var address = app.Address;
        await app.DisposeAsync();
        // The same address as before; the tests of the product listen on a free port else.
        app = await Start(url: address);
        await app.Services.GetRequiredService<SubscriptionKeeper>().KeepAll(default);
        Assert.Equal(before, graph.Subscribed.Select(one => one.Id).Order());

        // Now where it really listens: Graph can't be told a new address, so the old ones end.
        await app.DisposeAsync();
        app = await Start();
        await Eventually.Holds(async () => (await Rows()).TrueForAll(row => row.Url.StartsWith(app.Address, StringComparison.Ordinal) && row.SubscriptionId is not null), "subscribed at the new address");
        await Subscribed();
        Assert.Equal(Reps.Length, graph.Subscribed.Count);
        Assert.Empty(graph.Subscribed.Select(one => one.Id).Intersect(before));

        // The answer was lost: the next attempt finds what there is.
        var known = graph.Subscribed.Select(one => one.Id).Order().ToList();
        await Writes(session => session.Execute("""UPDATE "CalendarSubscriptions" SET "SubscriptionId" = NULL, "ExpiresAt" = NULL"""));
        await app.Services.GetRequiredService<SubscriptionKeeper>().KeepAll(default);
        await Subscribed();
        Assert.Equal(known, graph.Subscribed.Select(one => one.Id).Order());

        // The rows are gone: nobody knows the word that those notifications carry.
        await Writes(session => session.Execute("""DELETE FROM "CalendarSubscriptions" """));
        await app.Services.GetRequiredService<SubscriptionKeeper>().KeepAll(default);
        await Subscribed();
        Assert.Empty(known.Intersect(graph.Subscribed.Select(one => one.Id)));
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        var booking = await Booked(prospect);
        graph.Mailboxes.Remove(booking.HostEmail, EventOf(booking));
        await prospect.Hears("had to take Intro call");
    }

    [Fact]
    public async Task Two_processes_make_one_subscription_a_host_and_switching_it_off_ends_them()
    {
        await Writes(session => session.Execute("""DELETE FROM "CalendarSubscriptions" """));
        var keeper = app.Services.GetRequiredService<SubscriptionKeeper>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => keeper.KeepAll(default))));
        await keeper.KeepAll(default);
        await Subscribed();

        await app.DisposeAsync();
        app = await Start(webhooks: false);
        await Eventually.Holds(() => Task.FromResult(graph.Subscribed.Count == 0), "ended");
        await Eventually.Holds(async () => (await Rows()).Count == 0, "forgotten");
        using var http = app.Http();
        using var nobody = await http.PostAsync($"{CalendarWebhooks.Path}?validationToken=1", null);
        Assert.NotEqual(HttpStatusCode.OK, nobody.StatusCode);
    }

    [Theory]
    [InlineData("Calendar:Webhooks", "Calendar:Provider=Local")]
    [InlineData("Calendar:Webhooks", "Calendar:Provider=CalDav")]
    [InlineData("Web:PublicUrl", "Calendar:Provider=Graph", "Graph:TenantId=t.example", "Graph:ClientId=c", "Graph:ClientSecret=s")]
    [InlineData("Web:PublicUrl", "Calendar:Provider=Graph", "Graph:TenantId=t.example", "Graph:ClientId=c", "Graph:ClientSecret=s", "Web:PublicUrl=http://chat.example.com")]
    [InlineData("Web:PublicUrl", "Calendar:Provider=Graph", "Graph:TenantId=t.example", "Graph:ClientId=c", "Graph:ClientSecret=s", "Web:PublicUrl=https://localhost")]
    public void Where_nobody_could_tell_us_the_setting_is_named(string setting, params string[] given) => Assert.Equal(setting, Assert.Throws<SettingException>(() =>
        CalendarWebhooks.Check(new ConfigurationBuilder().AddInMemoryCollection(given.Append("Calendar:Webhooks=true").Select(one => one.Split('=')).ToDictionary(one => one[0], one => (string?)one[1])).Build())).Setting);

    Task Writes(Action<WriteSession> write) => app.Services.GetRequiredService<BatchWriter>().Write(write);

    string EventOf(Booking booking) => graph.Mailboxes.Events(booking.HostEmail).Single(one => one.Properties.ContainsValue(booking.Id)).Id;

    async Task<Booking> Booked(Prospect prospect)
    {
        await prospect.Says("Can I book a call on Thursday?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
        await prospect.Hears("Booked: Intro call");
        return await app.Read(db => db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.ConversationId == prospect.Conversation));
    }
}
