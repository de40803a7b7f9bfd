using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Data;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>Finds free slots over the hosts of a meeting.</summary>
public sealed class SlotOffers(RepDirectory reps, MeetingCatalog meetings, SlotTokens tokens, CalendarReader calendars, IDbContextFactory<SalesDb> reads)
{
    /// <summary>Free slots by start, each with the host whose turn it is.</summary>
    /// <param name="now">UTC.</param>
    /// <returns>Nothing when the meeting or the host isn't known.</returns>
    public async Task<IReadOnlyList<OfferedSlot>> Find(OfferRequest request, DateTime now, CancellationToken cancel)
    {
        if (await Choice(request, now, cancel) is not { } choice)
            return [];
        // Somebody who was asked for by name is offered however far ahead of the others.
        var everyHost = request.EveryHost || request.HostEmail is not null;
        var free = choice.FreeStarts(everyHost).Where(slot => Suits(slot.Start, choice.Meeting, request)).ToList();
        if (choice.Meeting.Assignment == HostAssignment.OwnerFirst && !everyHost && request.OwnerEmail is { } owner && free.Exists(slot => slot.Rep.IsAt(owner)))
            free.RemoveAll(slot => !slot.Rep.IsAt(owner));
        var listed = request.EveryHost ? free.AsEnumerable() : free.DistinctBy(slot => slot.Start);
        return [.. Spread(listed, request).Select(slot => Offered(choice.Meeting, slot.Rep, slot.Start))];
    }

    /// <summary>Of every start that somebody's hours allow within the request's window and wish: who would be taken and why, and why not the others.</summary>
    /// <param name="now">UTC.</param>
    public async Task<IReadOnlyList<StartExplained>> Explain(OfferRequest request, DateTime now, CancellationToken cancel)
    {
        if (await Choice(request, now, cancel) is not { } choice)
            return [];
        return
        [
            .. choice.Standings
                .Select(standing => choice.Question(standing.Rep))
                .SelectMany(question => SlotEngine.FreeStarts(question with { Busy = [], MinNoticeMinutes = 0, MaxPerLocalDay = null, MaxPerLocalWeek = null }).Concat(SlotEngine.FreeStarts(question)))
                .Distinct()
                .Where(start => Suits(start, choice.Meeting, request))
                .Order()
                .Take(request.Take)
                .Select(start => choice.Explain(start)),
        ];
    }

    /// <summary>The same of one start, whatever it is. Null when there is no such meeting.</summary>
    /// <param name="now">UTC.</param>
    public async Task<StartExplained?> ExplainAt(string meetingTypeId, Instant start, DateTime now, CancellationToken cancel) =>
        (await Choice(new OfferRequest { MeetingTypeId = meetingTypeId, Zone = DateTimeZone.Utc }, now, cancel))?.Explain(start);

    /// <summary>Where the hosts of a meeting stand, who is next in front. Empty when there is no such meeting.</summary>
    /// <param name="now">UTC.</param>
    public async Task<IReadOnlyList<HostStanding>> Standings(string meetingTypeId, DateTime now, CancellationToken cancel) =>
        (await Choice(new OfferRequest { MeetingTypeId = meetingTypeId, Zone = DateTimeZone.Utc }, now, cancel))?.Standings ?? [];

    async Task<HostChoice?> Choice(OfferRequest request, DateTime now, CancellationToken cancel)
    {
        var team = reps.Current;
        var meeting = request.MeetingTypeId is { } id ? meetings.Current.Find(id) : meetings.Current.First;
        if (meeting is null)
            return null;
        var hosts = meeting.HostsIn(team);
        var moment = Instant.FromDateTimeUtc(now);
        var elsewhere = hosts.Count == 0 ? null : await calendars.ForOffer(
            [.. hosts.Select(host => host.Rep.Email.ToLowerInvariant())], moment, hosts.Max(host => Availability.Horizon(meeting, host.Rep, moment)), cancel);
        await using var db = await reads.CreateDbContextAsync(cancel);
        var choice = Availability.Choice(db, meeting, hosts, now, now.AddYears(2), now, elsewhere, request.OwnerEmail);
        if (meeting.Assignment == HostAssignment.Together)
            return choice;
        return choice with
        {
            Standings = [.. choice.Standings.Where(standing => (request.HostEmail is null || standing.Rep.IsAt(request.HostEmail)) && !request.ExceptHosts.Any(standing.Rep.IsAt))],
        };
    }

    /// <remarks>
    /// Wishes choose among the starts and never shift them: were the engine given the narrower window, two visitors would be offered
    /// overlapping grids.
    /// </remarks>
    static bool Suits(Instant start, MeetingType meeting, OfferRequest request) =>
        !(start.ToDateTimeUtc() < request.From)
        && !(start.ToDateTimeUtc().AddMinutes(meeting.DurationMinutes) > request.To)
        && request.Wish?.Allows(start, start + Duration.FromMinutes(meeting.DurationMinutes), request.Zone) != false;

    static IEnumerable<(Instant Start, Rep Rep)> Spread(IEnumerable<(Instant Start, Rep Rep)> slots, OfferRequest request)
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
        meeting.Assignment == HostAssignment.Together ? string.Join(" and ", meeting.HostsIn(reps.Current).Select(host => host.Rep.Name)) : rep.Name,
        start.ToDateTimeUtc(),
        start.ToDateTimeUtc().AddMinutes(meeting.DurationMinutes));
}
