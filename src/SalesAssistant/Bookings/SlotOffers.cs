using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Data;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>Finds free slots over the hosts of a meeting.</summary>
public sealed class SlotOffers(RepDirectory reps, MeetingCatalog meetings, SlotTokens tokens, IDbContextFactory<SalesDb> reads)
{
    /// <summary>Free slots by start; where several hosts are free at a start, who has the fewest meetings ahead comes first.</summary>
    /// <param name="now">UTC.</param>
    /// <returns>Nothing when the meeting or the host isn't known.</returns>
    public async Task<IReadOnlyList<OfferedSlot>> Find(OfferRequest request, DateTime now, CancellationToken cancel)
    {
        var team = reps.Current;
        var meeting = request.MeetingTypeId is { } id ? meetings.Current.Find(id) : meetings.Current.First;
        if (meeting is null)
            return [];
        var hosts = meeting.Hosts.Select(team.Find).OfType<Rep>().Where(rep => request.HostEmail is null || rep.IsAt(request.HostEmail)).ToList();
        var taken = await Taken(hosts, now, cancel);

        var free = hosts
            // A stable sort: hosts with equally many meetings keep the order of meetings.yaml.
            .OrderBy(rep => taken[rep.Email.ToLowerInvariant()].Count(booking => booking.End > now))
            .SelectMany(rep => SlotEngine
                .FreeStarts(Availability.Question(meeting, rep, taken[rep.Email.ToLowerInvariant()], Instant.FromDateTimeUtc(now)))
                .Select(start => (Rep: rep, Start: start)))
            .Where(slot => Suits(slot.Start, meeting, request))
            .OrderBy(slot => slot.Start);
        var listed = request.EveryHost ? free.AsEnumerable() : free.DistinctBy(slot => slot.Start);
        return [.. Spread(listed, request).Select(slot => Offered(meeting, slot.Rep, slot.Start))];
    }

    /// <summary>By host; far beyond any horizon, since who has few meetings ahead is chosen first.</summary>
    async Task<ILookup<string, TakenTime>> Taken(List<Rep> hosts, DateTime now, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        var addresses = hosts.Select(rep => rep.Email.ToLowerInvariant()).ToList();
        var taken = await Availability.Taken(db.Set<Booking>(), addresses, now, now.AddYears(2), now).ToListAsync(cancel);
        return taken.ToLookup(booking => booking.HostEmail);
    }

    /// <remarks>
    /// Wishes choose among the starts and never shift them: were the engine given the narrower window, two visitors would be offered
    /// overlapping grids.
    /// </remarks>
    static bool Suits(Instant start, MeetingType meeting, OfferRequest request) =>
        !(start.ToDateTimeUtc() < request.From)
        && !(start.ToDateTimeUtc().AddMinutes(meeting.DurationMinutes) > request.To)
        && request.Wish?.Allows(start, start + Duration.FromMinutes(meeting.DurationMinutes), request.Zone) != false;

    static IEnumerable<(Rep Rep, Instant Start)> Spread(IEnumerable<(Rep Rep, Instant Start)> slots, OfferRequest request)
    {
        if (request.TakePerDay == int.MaxValue)
            return slots.Take(request.Take);
        return slots
            .GroupBy(slot => slot.Start.InZone(request.Zone).Date)
            .SelectMany(day => Evenly([.. day], request.TakePerDay))
            .Take(request.Take);
    }

    static IEnumerable<T> Evenly<T>(List<T> all, int count) =>
        all.Count <= count ? all : Enumerable.Range(0, count).Select(i => all[i * all.Count / count]);

    OfferedSlot Offered(MeetingType meeting, Rep rep, Instant start) => new(
        tokens.Write(new Slot(meeting.Id, rep.Email.ToLowerInvariant(), start)),
        meeting.Id,
        rep.Email,
        rep.Name,
        start.ToDateTimeUtc(),
        start.ToDateTimeUtc().AddMinutes(meeting.DurationMinutes));
}
