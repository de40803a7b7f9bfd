using Microsoft.Graph.Models;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>A subscription as Graph has it.</summary>
/// <param name="ExpiresAt">UTC; Graph may have made it shorter or longer than was asked for.</param>
public sealed record GraphSubscription(string Id, string? Resource, string? NotificationUrl, DateTime ExpiresAt);

/// <summary>Subscriptions to what changes among a host's events. Faults are those of <see cref="IHostCalendars"/>.</summary>
public sealed class GraphSubscriptions
{
    readonly GraphConnection graph;

    internal GraphSubscriptions(GraphConnection graph) => this.graph = graph;

    /// <summary>Subscribes. Graph asks the addresses at once whether they want it. <see cref="CalendarFault.Changed"/> when there is one with this address already.</summary>
    /// <param name="clientState">What every notification carries, and nobody else knows.</param>
    public Task<GraphSubscription> Create(string host, Uri notifications, Uri lifecycle, string clientState, DateTime expiresAt, CancellationToken cancel) =>
        graph.Ask(host, writes: true, async (client, stop) => Read(await client.Subscriptions.PostAsync(new Subscription
        {
            ChangeType = "created,updated,deleted",
            Resource = ResourceOf(host),
            NotificationUrl = notifications.AbsoluteUri,
            LifecycleNotificationUrl = lifecycle.AbsoluteUri,
            ClientState = clientState,
            ExpirationDateTime = new DateTimeOffset(expiresAt, TimeSpan.Zero),
        }, cancellationToken: stop)), cancel);

    /// <summary>Lets it live on; null when there is none any more.</summary>
    public async Task<GraphSubscription?> Renew(string host, string id, DateTime expiresAt, CancellationToken cancel)
    {
        try
        {
            return await graph.Ask(host, writes: true, async (client, stop) =>
                Read(await client.Subscriptions[id].PatchAsync(new Subscription { ExpirationDateTime = new DateTimeOffset(expiresAt, TimeSpan.Zero) }, cancellationToken: stop)), cancel);
        }
        catch (CalendarException gone) when (gone.Fault == CalendarFault.NotFound)
        {
            return null;
        }
    }

    /// <summary>Ends it. One that is gone already is fine.</summary>
    public async Task Delete(string host, string id, CancellationToken cancel)
    {
        try
        {
            await graph.Ask(host, writes: true, async (client, stop) =>
            {
                await client.Subscriptions[id].DeleteAsync(cancellationToken: stop);
                return id;
            }, cancel);
        }
        catch (CalendarException gone) when (gone.Fault == CalendarFault.NotFound)
        {
            // That is what was wanted.
        }
    }

    /// <summary>Those of our app that tell this address of this host's events.</summary>
    public async Task<IReadOnlyList<GraphSubscription>> Of(string host, Uri notifications, CancellationToken cancel)
    {
        var found = new List<GraphSubscription>();
        for (string? link = null; ;)
        {
            var page = await graph.Ask(host, writes: false, (client, stop) => link is null ? client.Subscriptions.GetAsync(cancellationToken: stop) : client.Subscriptions.WithUrl(link).GetAsync(cancellationToken: stop), cancel);
            found.AddRange((page.Value ?? throw new CalendarException(CalendarFault.Unavailable, "Graph gave a list without its values")).Select(one => Read(one)!));
            link = page.OdataNextLink;
            if (link is null)
                return [.. found.Where(one => one.NotificationUrl == notifications.AbsoluteUri && ResourceOf(host).Trim('/').Equals(one.Resource?.Trim('/'), StringComparison.OrdinalIgnoreCase))];
            if (!graph.IsOurs(link))
                throw new CalendarException(CalendarFault.Unavailable, "Graph's next page lies elsewhere");
        }
    }

    static string ResourceOf(string host) => $"/users/{host}/events";

    static GraphSubscription? Read(Subscription? answer) => answer is { Id: { } id, ExpirationDateTime: { } expires }
        ? new(id, answer.Resource, answer.NotificationUrl, expires.UtcDateTime)
        : null;
}
