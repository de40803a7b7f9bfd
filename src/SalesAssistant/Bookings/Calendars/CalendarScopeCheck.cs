using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>
/// Looks at the start whether the program can read a calendar that it must not (`Calendar:OutsideScope`): rights that were given for the
/// whole company. It warns, or with `Calendar:RefuseWideScope` the server doesn't start.
/// </summary>
sealed class CalendarScopeCheck(CalendarAccess access, IConfiguration configuration, ILogger<CalendarScopeCheck> log) : BackgroundService
{
    bool IsStrict => Settings.Section<CalendarSettings>(configuration, CalendarSettings.Name).RefuseWideScope;

    /// <exception cref="SettingException">The rights reach further, or nobody can say that they don't, and that is to be refused.</exception>
    public async Task Refuse(CancellationToken cancel)
    {
        if (!IsStrict)
            return;
        if (access.Outside.Count == 0)
            throw new SettingException("Calendar:RefuseWideScope", "has nothing to try", "name in Calendar:OutsideScope somebody whose calendar the program must not be able to read");
        foreach (var finding in await access.Look([], access.Outside, cancel))
            if (!finding.IsRight)
                throw new SettingException("Calendar:OutsideScope", $"names {finding.Address}, and {(finding.State == AccessState.Readable ? "the program can read that calendar" : "nobody can say that the program can't read that calendar")}", "limit the program's rights to the hosts (docs/calendars.md), and try with check-calendar-access");
    }

    /// <summary>A server that only warns doesn't wait for other servers.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (IsStrict)
            return;
        foreach (var finding in await access.Look([], access.Outside, stoppingToken))
            if (finding.State == AccessState.Readable)
                log.LogWarning("The program can read the calendar of {Address}, who is outside of its scope: its rights reach further than the hosts (docs/calendars.md)", finding.Address);
            else if (finding.State == AccessState.Unknown)
                log.LogWarning("Nobody can say whether the program can read the calendar of {Address}: {Detail}", finding.Address, finding.Detail);
    }
}
