using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NodaTime;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Reps;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>A team of a hundred in Microsoft Graph: few questions for many calendars, and those that can't be read don't spoil the others.</summary>
public sealed class ManyHostsTests
{
    [Fact]
    public async Task A_cold_offer_over_a_hundred_calendars_takes_five_questions_and_leaves_out_whom_it_cannot_read()
    {
        await using var graph = await Simulator.Start();
        using var folder = new SalesFolder();
        var reps = Enumerable.Range(0, 100).Select(number => $"rep{number}@example.com").ToList();
        foreach (var rep in reps)
            graph.Mailboxes.Add(rep, "Europe/Berlin");
        var hours = "workingHours: [{ days: [mon, tue, wed, thu, fri], start: \"09:00\", end: \"17:00\" }]";
        folder.Write("team.yaml", $"company: {{ name: Many, timeZone: Europe/Berlin }}\nreps:\n{string.Concat(reps.Append("nobody@example.com").Select(rep => $"  - {{ email: {rep}, name: {rep[..^12]}, timeZone: Europe/Berlin, {hours} }}\n"))}teams:\n  - name: sales\n    members: [{string.Join(", ", reps)}]\n");
        folder.Write("meetings.yaml", "meetings:\n  - { id: intro-call, title: Intro call, durationMinutes: 30, horizonDays: 30, team: sales }\n  - { id: lost, title: Lost, durationMinutes: 30, horizonDays: 30, hosts: [rep0@example.com, nobody@example.com] }\n");
        folder.Write("handoffs.yaml", "route: [rep0@example.com]\n");
        await using var app = await SalesApp.Start(settings: ["--Sales:Directory", folder.Path, "--Calendar:Provider", "Graph", "--Graph:BaseUrl", graph.BaseUrl, "--Bookings:ReadWithin", "00:00:30", "--Bookings:CompareEvery", "1.00:00:00"]);
        using var api = app.Api();

        graph.Mailboxes.Put(reps[7], "Own", new EventTime.Timed(Instant.FromUtc(2026, 11, 24, 8, 0), Instant.FromUtc(2026, 11, 24, 16, 0)));
        var slots = (await api.GetFromJsonAsync<JsonObject>("/api/v1/slots?from=2026-11-24&to=2026-11-25"))!["slots"]!.AsArray();
        Assert.Equal(5, Questions());
        Assert.Equal(reps.Where(rep => rep != reps[7]).Order(), slots.Select(slot => slot!["host"]!.GetValue<string>()).Distinct().Order());

        // A mailbox that there isn't: its rep is never offered, and the other host is.
        var others = (await api.GetFromJsonAsync<JsonObject>("/api/v1/slots?meetingType=lost&from=2026-11-24&to=2026-11-25"))!["slots"]!.AsArray();
        Assert.Equal(["rep0@example.com"], others.Select(slot => slot!["host"]!.GetValue<string>()).Distinct());

        int Questions() => graph.Requests.Count(request => request.Contains("getSchedule", StringComparison.OrdinalIgnoreCase));
    }
}
