using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Local;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Reps;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

/// <summary>The booking desk on a real SQLite file, with Mia in Berlin and Tom in New York. The clock stands at Monday, 23 November 2026, 08:00 UTC.</summary>
sealed class BookingOffice : IAsyncDisposable
{
    public const string Meetings = """
        meetings:
          - id: intro-call
            title: Intro call
            durationMinutes: 30
            bufferAfterMinutes: 10
            minNoticeMinutes: 120
            horizonDays: 30
            maxPerDay: 3
            hosts: [mia@example.com, tom@example.com]
          - id: strategy
            title: Strategy session
            durationMinutes: 60
            intervalMinutes: 60
            alignMinutes: 30
            bufferBeforeMinutes: 15
            hosts: [mia@example.com]
        """;

    readonly SalesFolder folder = new();
    readonly IConfiguration settings;

    BookingOffice(IHostCalendars? calendars, BookingOptions options, bool mails)
    {
        folder.Write("team.yaml", SalesFolder.Team);
        folder.Write("meetings.yaml", Meetings);
        settings = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Sales:Directory", folder.Path), new("Data:Directory", Path.Combine(folder.Path, "data")),
            .. mails ? (KeyValuePair<string, string?>[])[new("Smtp:Host", "127.0.0.1"), new("Smtp:From", "hello@example.com")] : [],
        ]).Build();
        Directory = new DataDirectory(settings);
        Database = new Database(settings, Directory);
        Writer = new BatchWriter(Database, NullLogger<BatchWriter>.Instance);
        Reps = new RepDirectory(settings, TimeProvider.System, NullLogger<RepDirectory>.Instance);
        Catalog = new MeetingCatalog(settings, Reps, TimeProvider.System, NullLogger<MeetingCatalog>.Instance);
        var tokens = new SlotTokens(Directory);
        Clock = new OfficeClock(this);
        Local = new LocalCalendars(Database, Writer, Reps, Clock);
        calendars ??= Local;
        var (signals, reader) = (new BookingSignals(), new CalendarReader(calendars, options, TimeProvider.System, NullLogger<CalendarReader>.Instance));
        var post = new BookingPost(signals, SalesAssistant.Mails.MailAccount.Read(settings), reader);
        Desk = new BookingDesk(Reps, Catalog, tokens, reader, post, signals, options);
        Offers = new SlotOffers(Reps, Catalog, tokens, reader, Database);
        Flags = new CalendarFlags(Database, Writer, Clock);
        var protocol = new CalendarProtocol(calendars, Desk, reader, Reps, post, Database, Writer, Clock, NullLogger<CalendarProtocol>.Instance);
        Worker = new CalendarWorker(protocol, reader, signals, Database, Writer, Clock, NullLogger<CalendarWorker>.Instance);
        Comparison = new CalendarComparison(calendars, reader, Desk, Catalog, Reps, options, post, Database, Writer, Clock, TimeProvider.System, NullLogger<CalendarComparison>.Instance);
        Book = new BookingBook(Database);
        Reminders = new ReminderWorker(Catalog, post, Database, Writer, Clock, TimeProvider.System, NullLogger<ReminderWorker>.Instance);
        Tokens = tokens;
    }

    /// <param name="calendars">The hosts' calendars; the embedded ones when null.</param>
    /// <param name="mails">Whether e-mail is sent; nothing sends it here.</param>
    public static async Task<BookingOffice> Open(IHostCalendars? calendars = null, BookingOptions? options = null, bool mails = false)
    {
        var office = new BookingOffice(calendars, options ?? new BookingOptions { ReadingServes = TimeSpan.Zero }, mails);
        await EmptyTables.PutInto(office.Directory.Path);
        return office;
    }

    public DateTime Now { get; set; } = new(2026, 11, 23, 8, 0, 0, DateTimeKind.Utc);
    public DataDirectory Directory { get; }
    public Database Database { get; }
    public BatchWriter Writer { get; }
    public RepDirectory Reps { get; }
    public MeetingCatalog Catalog { get; }
    public BookingDesk Desk { get; }
    public SlotOffers Offers { get; }
    public BookingBook Book { get; }
    public SlotTokens Tokens { get; }
    public WallClock Clock { get; }
    public LocalCalendars Local { get; }
    public CalendarFlags Flags { get; }

    /// <summary>Pays what is owed to the calendars, when it is told to.</summary>
    public CalendarWorker Worker { get; }

    /// <summary>Gives reminders, when it is told to.</summary>
    public ReminderWorker Reminders { get; }

    /// <summary>Compares calendars with bookings, when it is told to.</summary>
    public CalendarComparison Comparison { get; }

    /// <summary>The sales team edits a file.</summary>
    public void Edit(string file, string text, string with)
    {
        var path = Path.Combine(folder.Path, file);
        folder.Write(file, File.ReadAllText(path).Replace(text, with));
        // A new office desk reads it anew; here the files are looked at once more.
        Reps.LookAgain();
        Catalog.LookAgain();
    }

    public async Task<IReadOnlyList<OfferedSlot>> Free(string? meeting = null, string? host = null, TimeWish? wish = null, bool everyHost = false, string? owner = null, int take = int.MaxValue, int perDay = int.MaxValue) =>
        await Offers.Find(
            new OfferRequest { MeetingTypeId = meeting, HostEmail = host, Wish = wish, Zone = DateTimeZone.Utc, EveryHost = everyHost, OwnerEmail = owner, Take = take, TakePerDay = perDay },
            Now, CancellationToken.None);

    /// <summary>What is said about the hosts of a start of the intro call.</summary>
    public async Task<StartExplained> Explained(DateTime start) =>
        Assert.Single(await Offers.Explain(new OfferRequest { Zone = DateTimeZone.Utc, From = start, To = start.AddMinutes(30) }, Now, CancellationToken.None));

    /// <summary>The free slot of Mia's (or another host's) that starts then.</summary>
    public async Task<OfferedSlot> SlotAt(int day, int hour, int minute, string host = "mia@example.com", string? meeting = null) =>
        (await Free(meeting, host)).Single(slot => slot.Start == At(day, hour, minute));

    /// <summary>A UTC time of November 2026.</summary>
    public static DateTime At(int day, int hour, int minute) => new(2026, 11, day, hour, minute, 0, DateTimeKind.Utc);

    public static Attendee Visitor(string name = "Anna Schmidt") => new(name, $"{name.Split(' ')[0].ToLowerInvariant()}@shop.example", "Europe/Berlin");

    public async Task<BookingResult> Reserve(string? slot, string? conversation = null)
    {
        var elsewhere = await Desk.LookElsewhere(slot, CancellationToken.None);
        return await Writer.Write(session => Desk.Hold(session, slot, "Europe/Berlin", conversation, elsewhere, Now));
    }

    public Task<BookingResult> Agree(string booking, string key = "k") =>
        Writer.Write(session => Desk.Confirm(session, booking, Visitor(), key, Now));

    public async Task<BookingResult> Take(string? slot, string key, string? conversation = null)
    {
        var elsewhere = await Desk.LookElsewhere(slot, CancellationToken.None);
        return await Writer.Write(session => Desk.Book(session, slot, Visitor(), key, conversation, elsewhere, Now));
    }

    public async Task<BookingResult> Shift(string booking, string? slot)
    {
        var elsewhere = await Desk.LookElsewhere(slot, CancellationToken.None);
        return await Writer.Write(session => Desk.Move(session, booking, slot, elsewhere, Now));
    }

    public Task<BookingResult> CallOff(string booking) =>
        Writer.Write(session => Desk.Cancel(session, booking, Now));

    public async Task<List<T>> Rows<T>() where T : class
    {
        await using var db = Database.CreateDbContext();
        return await db.Set<T>().AsNoTracking().ToListAsync();
    }

    /// <summary>The office's clock, by which people and calendars go.</summary>
    sealed class OfficeClock(BookingOffice office) : WallClock
    {
        public override DateTimeOffset GetUtcNow() => office.Now;
    }

    public async ValueTask DisposeAsync()
    {
        Worker.Dispose();
        Reminders.Dispose();
        Comparison.Dispose();
        Writer.Dispose();
        Catalog.Dispose();
        Reps.Dispose();
        Directory.Dispose();
        await using (var db = Database.CreateDbContext())
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        await Database.DisposeAsync();
        folder.Dispose();
    }
}
