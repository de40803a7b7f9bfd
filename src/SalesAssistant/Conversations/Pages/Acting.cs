using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Conversations.Pages;

/// <summary>
/// In whose name this window acts. A rep acts as themselves; an Admin chooses among the reps. It asks the signed-in identity each time
/// it is asked, so that no markup and no message of the browser can decide it.
/// </summary>
public sealed class Acting(AuthenticationStateProvider signedIn, RepDirectory reps)
{
    string? chosen;

    /// <summary>Raised after an Admin has chosen another rep.</summary>
    public event Action? Changed;

    /// <summary>The rep in whose name to act; null for somebody whom team.yaml doesn't know.</summary>
    public async Task<Rep?> Rep()
    {
        var person = (await signedIn.GetAuthenticationStateAsync()).User;
        if (person.IsInRole(Roles.Admin))
            return reps.Find(chosen) ?? reps.Current.Reps[0];
        return person.IsInRole(Roles.Rep) ? reps.Find(person.FindFirstValue(ClaimTypes.Email)) : null;
    }

    /// <summary>Whether this person may choose.</summary>
    public async Task<bool> MayChoose() => (await signedIn.GetAuthenticationStateAsync()).User.IsInRole(Roles.Admin);

    /// <summary>Acts as another rep from now on. Does nothing for whoever may not, and for a rep that team.yaml doesn't know.</summary>
    public async Task Choose(string? email)
    {
        if (!await MayChoose() || reps.Find(email) is not { } rep || rep.Email == chosen)
            return;
        chosen = rep.Email;
        Changed?.Invoke();
    }
}
