using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using SalesAssistant.Conversations;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Pages;

/// <summary>Whose meetings the signed-in person may see and change. It asks the identity each time, so that no markup can decide it.</summary>
public sealed class MeetingsAccess(AuthenticationStateProvider signedIn, RepDirectory reps)
{
    /// <summary>Who it is, by the team as it is now.</summary>
    public async Task<MeetingsViewer> Who()
    {
        var person = (await signedIn.GetAuthenticationStateAsync()).User;
        var isAdmin = person.IsInRole(Roles.Admin);
        var self = person.IsInRole(Roles.Rep) ? reps.Find(person.FindFirstValue(ClaimTypes.Email)) : null;
        return new MeetingsViewer(self, isAdmin, self?.Email.ToLowerInvariant() ?? person.Identity?.Name ?? Roles.Admin, reps.Current);
    }
}

/// <summary>The person in front of the page.</summary>
/// <param name="Self">The rep that this is; null for an Admin who is none, and for somebody who has left the team.</param>
/// <param name="By">As acts are signed.</param>
public sealed record MeetingsViewer(Rep? Self, bool IsAdmin, string By, SalesTeam Team)
{
    /// <summary>An Admin sees everybody, a rep those with whom the rep is in a team.</summary>
    public IReadOnlyList<Rep> Visible => [.. Team.Reps.Where(MaySee)];

    public bool MaySee(Rep rep) => MayChange(rep) || (Self is not null && Team.Teams.Any(team => team.Members.Contains(Self) && team.Members.Contains(rep)));

    /// <summary>A rep changes their own hours and meetings, an Admin everybody's.</summary>
    public bool MayChange(Rep rep) => IsAdmin || rep == Self;

    /// <summary>Whether this person sees meetings of the host with this address. Those of people who have left are an Admin's.</summary>
    public bool MaySee(string email) => IsAdmin || (Team.Find(email) is { } rep && MaySee(rep));

    public BookingActor Actor => new(By, IsAdmin);

    /// <summary>The rep who is asked for, else oneself, else the first one that may be seen; null when there is nobody.</summary>
    public Rep? Choose(string? email) => Team.Find(email) is { } asked && MaySee(asked) ? asked : Self ?? (Visible is [var first, ..] ? first : null);
}
