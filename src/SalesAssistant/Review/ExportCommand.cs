using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SalesAssistant.Bookings;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;

namespace SalesAssistant.Review;

/// <summary>The command `export`: what the product knows, as JSON lines in the API's shapes. It reads only, also beside a running server.</summary>
public static class ExportCommand
{
    /// <param name="services">Makes the abilities from the settings.</param>
    public static Command Create(Func<IConfiguration, ServiceProvider> services)
    {
        var since = new Option<string?>("--since") { Description = "Only what happened at or after this time, such as 2026-11-23T10:00:00Z" };
        var command = new Command("export", "Prints handoffs, conversations, bookings or gaps as JSON lines.");
        foreach (var (name, description, lines) in Kinds)
        {
            var kind = new Command(name, description) { since };
            kind.TreatUnmatchedTokensAsErrors = false;
            kind.SetAction((parsed, cancel) => Run(services(CommandLines.Settings(parsed)), parsed.GetValue(since), lines, cancel));
            command.Add(kind);
        }
        return command;
    }

    static readonly (string Name, string Description, Func<IServiceProvider, DateTime?, CancellationToken, IAsyncEnumerable<object>> Lines)[] Kinds =
    [
        ("handoffs", "Every handoff with its reason, the question behind it, what was found, waiting time and verdict.", Handoffs),
        ("conversations", "Every conversation with its messages.", Conversations),
        ("bookings", "Every booking.", Bookings),
        ("gaps", "Questions without an answer, by topic.", Gaps),
    ];

    static async Task<int> Run(ServiceProvider provider, string? since, Func<IServiceProvider, DateTime?, CancellationToken, IAsyncEnumerable<object>> lines, CancellationToken cancel)
    {
        await using var services = provider;
        DateTime? from = null;
        if (since is not null)
            from = DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
                ? parsed.UtcDateTime
                : throw new SettingException("--since", $"'{since}' is not a time", "write it as 2026-11-23T10:00:00Z");
        // In a fresh directory there is nothing to export, and that is no fault; a running server has its tables already.
        if (!services.GetRequiredService<DataDirectory>().IsHeld())
            await services.GetRequiredService<Database>().Migrate(cancel);
        await foreach (var line in lines(services, from, cancel))
            Console.WriteLine(JsonSerializer.Serialize(line, line.GetType(), CommandLines.Json));
        return 0;
    }

    static async IAsyncEnumerable<object> Handoffs(IServiceProvider services, DateTime? since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var log = services.GetRequiredService<HandoffLog>();
        for (var skip = 0; ; skip += 500)
        {
            var page = await log.List(since, null, skip, 500, cancel);
            foreach (var row in page.Items)
                yield return row;
            if (page.Next is null)
                yield break;
        }
    }

    static async IAsyncEnumerable<object> Conversations(IServiceProvider services, DateTime? since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var transcripts = ActivatorUtilities.GetServiceOrCreateInstance<Transcripts>(services);
        string? cursor = null;
        do
        {
            var page = await transcripts.List(null, cursor, Transcripts.LargestLimit, cancel);
            foreach (var row in page.Items)
            {
                if (row.LastMessageAt < since)
                    yield break;
                if (await transcripts.Find(row.Id, cancel) is { } transcript)
                    yield return transcript;
            }
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    static async IAsyncEnumerable<object> Bookings(IServiceProvider services, DateTime? since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var booking in services.GetRequiredService<BookingBook>().Since(since, cancel))
            yield return booking;
    }

    static async IAsyncEnumerable<object> Gaps(IServiceProvider services, DateTime? since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var gap in await services.GetRequiredService<HandoffLog>().Gaps(since, cancel))
            yield return gap;
    }
}
