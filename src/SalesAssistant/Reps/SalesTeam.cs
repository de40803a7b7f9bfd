using NodaTime;

namespace SalesAssistant.Reps;

/// <summary>The company and its reps, as team.yaml had them at one moment. Never changes; a new version replaces it.</summary>
public sealed record SalesTeam(Company Company, IReadOnlyList<Rep> Reps, IReadOnlyList<Team> Teams)
{
    readonly Dictionary<string, Rep> byEmail = Reps.ToDictionary(r => r.Email, StringComparer.OrdinalIgnoreCase);

    /// <summary>The rep with this address, whatever its letter case; null when there is none.</summary>
    public Rep? Find(string? email) => email is null ? null : byEmail.GetValueOrDefault(email);

    /// <summary>The members of a team, in the file's order; empty when there is no such team.</summary>
    public IReadOnlyList<Rep> MembersOf(string team) =>
        Teams.FirstOrDefault(t => string.Equals(t.Name, team, StringComparison.OrdinalIgnoreCase))?.Members ?? [];
}

/// <summary>The company: its name, the zone its dates are in, and the days on which nobody works.</summary>
public sealed record Company(string Name, DateTimeZone TimeZone, IReadOnlyList<LocalDate> Holidays);

/// <summary>A human seller.</summary>
public sealed record Rep(
    string Email,
    string Name,
    string Title,
    DateTimeZone Zone,
    IReadOnlyList<string> Languages,
    IReadOnlyList<WeeklyHours> WorkingHours,
    IReadOnlyList<DateOverride> Overrides,
    IReadOnlyList<Trip> Travel)
{
    /// <summary>
    /// Working hours, own overrides, days out of office and the company's holidays as one calendar by the rep's clock. A rep's own override
    /// of a date counts for more than a day out of office or a holiday.
    /// </summary>
    public required WorkingCalendar Calendar { get; init; }

    /// <summary>Days on which the rep is away.</summary>
    public IReadOnlyList<Absence> OutOfOffice { get; init; } = [];

    /// <summary>Whether this is the rep's address, whatever its letter case.</summary>
    public bool IsAt(string email) => Email.Equals(email, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Days on which a rep is away, both included.</summary>
public sealed record Absence(LocalDate From, LocalDate Until);

/// <summary>A named group of reps.</summary>
public sealed record Team(string Name, IReadOnlyList<Rep> Members);
