using System.Text.Json;

namespace SalesAssistant.Hosting;

/// <summary>Tells the people at the terminal, and the other commands, where this server is.</summary>
public sealed class RunningServer(DataDirectory directory, SignInLinks links, IConfiguration configuration)
{
    /// <summary>Where the server listens, such as http://127.0.0.1:3978.</summary>
    public string? Address { get; private set; }

    /// <summary>The address that people reach it under (`Web:PublicUrl`); null when nobody said.</summary>
    public Uri? PublicUrl { get; } = Settings.WebAddress(configuration, "Web:PublicUrl");

    /// <summary>Where links lead that leave the house: <see cref="PublicUrl"/>, else where it listens.</summary>
    public Uri Site => PublicUrl ?? new Uri(Address ?? "http://127.0.0.1");

    /// <summary>Writes the address where the other commands look for it.</summary>
    public void Listens(string address)
    {
        Address = address;
        File.WriteAllText(directory.PathOf("server.json"), JsonSerializer.Serialize(new { url = address }, JsonSerializerOptions.Web));
    }

    /// <summary>Where the server listens that holds this directory; null while it has not said so.</summary>
    public static string? AddressIn(DataDirectory directory) =>
        File.Exists(directory.PathOf("server.json")) ? JsonDocument.Parse(File.ReadAllText(directory.PathOf("server.json"))).RootElement.GetProperty("url").GetString() : null;

    /// <summary>Prints the addresses. The sign-in link goes to standard output and never to the log.</summary>
    public void Announce()
    {
        Console.WriteLine($"Website with the chat:  {Address}/");
        Console.WriteLine($"Console (signs you in): {links.New(Address!, null)}");
    }
}
