using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using SalesAssistant.Reps;

namespace SalesAssistant.Hosting;

/// <summary>The roles of people who sign in.</summary>
public static class Roles
{
    public const string Rep = "Rep";
    public const string Marketer = "Marketer";

    /// <summary>May do everything; with the local link also act as any rep.</summary>
    public const string Admin = "Admin";
}

/// <summary>One-time sign-in links, as Jupyter prints them: each works once, and only on this server.</summary>
public sealed class SignInLinks
{
    readonly ConcurrentDictionary<string, string?> unused = new(StringComparer.Ordinal);

    /// <summary>A link that signs in once: as a rep when one is named, else as Admin.</summary>
    public string New(string address, string? rep)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        unused[token] = rep;
        return $"{address}/sign-in?token={token}";
    }

    /// <summary>Uses a token up.</summary>
    public bool TryUse(string token, out string? rep) => unused.TryRemove(token, out rep);
}

static class SignIn
{
    const string CookieName = "sales-assistant";

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<SignInLinks>().AddSingleton<RunningServer>();
        services.AddDataProtection().SetApplicationName("SalesAssistant");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<DataDirectory, ILoggerFactory>((options, directory, logs) => options.XmlRepository =
                new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(Directory.CreateDirectory(directory.PathOf("keys")), logs));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = CookieName;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/no-access";
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(Roles.Rep, policy => policy.RequireRole(Roles.Rep, Roles.Admin))
            .AddPolicy(Roles.Marketer, policy => policy.RequireRole(Roles.Marketer, Roles.Admin))
            .AddPolicy(Roles.Admin, policy => policy.RequireRole(Roles.Admin));
        services.AddCascadingAuthenticationState();
    }

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", async (HttpContext http, SignInLinks links, RepDirectory reps, string? token) =>
        {
            if (token is null || !links.TryUse(token, out var email))
                return Results.Content(Page(token is null), "text/html; charset=utf-8", Encoding.UTF8, token is null ? 200 : 403);
            var rep = reps.Find(email);
            List<Claim> claims = email is null
                ? [new(ClaimTypes.Name, "Admin"), new(ClaimTypes.Role, Roles.Admin)]
                : [new(ClaimTypes.Name, rep?.Name ?? email), new(ClaimTypes.Email, rep?.Email ?? email), new(ClaimTypes.Role, Roles.Rep)];
            await http.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)), new AuthenticationProperties { IsPersistent = true });
            return Results.Redirect("/console");
        });
        routes.MapPost("/sign-out", async (HttpContext http) =>
        {
            await http.SignOutAsync();
            return Results.Redirect("/sign-in");
        });
        // For `sign-in-link`: whoever can read the data directory may ask.
        routes.MapPost("/control/sign-in-link", (HttpContext http, DataDirectory directory, SignInLinks links, RunningServer server, RepDirectory reps, string? rep) =>
        {
            if (!HasControlKey(http, directory))
                return Results.Unauthorized();
            if (rep is not null && reps.Find(rep) is null)
                return Results.Problem($"team.yaml knows no rep {rep}.", statusCode: 422);
            return Results.Text(links.New(server.Address!, rep));
        });
    }

    /// <summary>Whether it is a command of this machine that asks: whoever can read the data directory has the key.</summary>
    public static bool HasControlKey(HttpContext http, DataDirectory directory) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes("Bearer " + ControlKey(directory)));

    public static string ControlKey(DataDirectory directory) => Convert.ToHexStringLower(directory.Secret("control"));

    static string Page(bool asked) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in</title>
        <link rel="stylesheet" href="/css/tokens.css"></head>
        <body style="background:var(--ground);color:var(--text);font-family:var(--font,system-ui);max-width:36rem;margin:15vh auto;padding:0 24px;line-height:1.5"><main>
        <h1 style="font-size:1.5rem">{(asked ? "Sign in" : "This link has been used")}</h1>
        <p>Open the sign-in link that the program printed when it started. Each link works once.</p>
        <p>For another one, run <code>dotnet run --project src/SalesAssistant -- sign-in-link</code> on the same machine.</p>
        </main></body></html>
        """;
}
