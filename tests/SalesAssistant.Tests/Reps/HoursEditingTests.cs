using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SalesAssistant.Reps;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Reps;

/// <summary>A rep's hours are changed in team.yaml itself, and nothing else in it is touched.</summary>
public sealed class HoursEditingTests : IDisposable
{
    const string Team = """
        # Who sells here.
        company: { name: Bright Path, timeZone: Europe/Berlin, holidays: [2026-12-25] }

        reps:
          # Our first.
          - email: mia@example.com
            name: Mia Berger   # of the Sprint
            timeZone: Europe/Berlin
            workingHours:
              # Lunch is holy.
              - { days: [mon, tue], start: "09:00", end: "12:30" }   # mornings
              - { days: [mon, tue], start: "13:30", end: "17:00" }
              - days: [fri]
                start: "09:00"
                end: "14:00"
            overrides:
              - { date: 2026-12-24, ranges: [] } # Christmas Eve
              # For the audit:
              - { date: 2027-01-04, ranges: [{ start: "10:00", end: "11:00" }] }
            # She likes trains.
            languages: [en, de]

          - email: tom@example.com
            name: Tom Reed
            timeZone: America/New_York
            workingHours:
              - { days: [mon, tue, wed, thu, fri], start: "09:00", end: "17:00" }
            overrides: []   # none yet
        teams: [ { name: sales, members: [mia@example.com, tom@example.com] } ]
        """;

    readonly SalesFolder folder = new();
    readonly RepDirectory reps;

    public HoursEditingTests()
    {
        folder.Write(TeamFile.Name, Team);
        reps = new RepDirectory(new ConfigurationBuilder().AddInMemoryCollection([new("Sales:Directory", folder.Path)]).Build(), TimeProvider.System, NullLogger<RepDirectory>.Instance);
    }

    [Fact]
    public void A_new_override_is_one_line_more_and_counts_at_once()
    {
        var seen = Mia;
        Assert.Equal(TeamChangeOutcome.Saved, Change("mia@example.com", seen, seen with { Overrides = [.. seen.Overrides, new DateOverride(new LocalDate(2027, 2, 1), [Range("08:00", "24:00")])] }));
        Assert.Equal(Lines(Team, after: "- { date: 2027-01-04", add: "      - { date: 2027-02-01, ranges: [{ start: \"08:00\", end: \"24:00\" }] }"), Stored);
        Assert.Equal([Range("08:00", "24:00")], reps.Find("mia@example.com")!.Calendar.RangesOn(WorkingCalendar.DayNumber(new LocalDate(2027, 2, 1))).ToArray());
    }

    [Fact]
    public void What_is_taken_away_takes_its_line_and_leaves_the_comments_of_others()
    {
        var seen = Mia;
        Assert.Equal(TeamChangeOutcome.Saved, Change("mia@example.com", seen, seen with { Overrides = [seen.Overrides[1]] }));
        Assert.Equal(string.Join('\n', Team.Split('\n').Where(line => !line.Contains("2026-12-24", StringComparison.Ordinal))), Stored);
        seen = Mia;
        Assert.Equal(TeamChangeOutcome.Saved, Change("mia@example.com", seen, seen with { Overrides = [] }));
        Assert.Contains("    overrides: []\n      # For the audit:\n    # She likes trains.", Stored, StringComparison.Ordinal);
        Assert.Empty(Mia.Overrides);
    }

    [Fact]
    public void Usual_hours_that_still_hold_keep_their_lines_and_the_same_on_several_days_is_one_entry()
    {
        var seen = Mia;
        IReadOnlyList<IReadOnlyList<DayRange>> weekly = [seen.Weekly[0], seen.Weekly[1], [Range("10:00", "12:00")], [Range("10:00", "12:00"), Range("22:00", "02:00")], [], [], []];
        Assert.Equal(TeamChangeOutcome.Saved, Change("mia@example.com", seen, seen with { Weekly = weekly }));
        Assert.Contains("      # Lunch is holy.\n      - { days: [mon, tue], start: \"09:00\", end: \"12:30\" }   # mornings\n", Stored, StringComparison.Ordinal);
        Assert.Contains("- { days: [wed, thu], start: \"10:00\", end: \"12:00\" }\n      - { days: [thu], start: \"22:00\", end: \"02:00\" }\n    overrides:", Stored, StringComparison.Ordinal);
        Assert.DoesNotContain("[fri]\n", Stored, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_are_not_there_yet_or_stand_in_brackets_are_written_below_their_key()
    {
        var seen = Tom;
        var wanted = seen with
        {
            Overrides = [new DateOverride(new LocalDate(2027, 2, 1), [])],
            OutOfOffice = [new Absence(new LocalDate(2027, 3, 1), new LocalDate(2027, 3, 5))],
            Travel = [new Trip(new LocalDate(2027, 4, 1), new LocalDate(2027, 4, 2), DateTimeZoneProviders.Tzdb["Asia/Tokyo"])],
        };
        Assert.Equal(TeamChangeOutcome.Saved, Change("tom@example.com", seen, wanted));
        Assert.Contains("""
                overrides: # none yet
                  - { date: 2027-02-01, ranges: [] }
                outOfOffice:
                  - { from: 2027-03-01, until: 2027-03-05 }
                travel:
                  - { from: 2027-04-01, until: 2027-04-02, timeZone: Asia/Tokyo }
            teams:
            """, Stored, StringComparison.Ordinal);
        Assert.Equal("Asia/Tokyo", Tom.Travel[0].Zone.Id);
        Assert.Equal(TeamChangeOutcome.Unchanged, Change("tom@example.com", Tom, Tom));
    }

    [Fact]
    public void Somebody_elses_change_of_the_same_part_is_a_conflict_and_one_of_another_part_is_not()
    {
        var seen = Mia;
        folder.Write(TeamFile.Name, Team.Replace("2027-01-04", "2027-01-05", StringComparison.Ordinal));
        Assert.Equal(TeamChangeOutcome.Conflict, Change("mia@example.com", seen, seen with { Overrides = [] }));
        Assert.Contains("2027-01-05", Stored, StringComparison.Ordinal);
        Assert.Equal(TeamChangeOutcome.Saved, Change("mia@example.com", seen, seen with { Weekly = [[], [], [], [], [], [], []] }));
        Assert.Contains("2027-01-05", Stored, StringComparison.Ordinal);
        Assert.Contains("workingHours: []", Stored, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_must_be_mended_first_or_is_written_for_people_only_is_left_alone()
    {
        var seen = Mia;
        var wanted = seen with { Overrides = [] };
        foreach (var (text, outcome) in ((string, TeamChangeOutcome)[])[
            (Team.Replace("America/New_York", "America/Nowhere", StringComparison.Ordinal), TeamChangeOutcome.HasFaults),
            (Team.Replace("mia@example.com", "ida@example.com", StringComparison.Ordinal), TeamChangeOutcome.UnknownRep),
            // An entry that others use as well.
            (Team.Replace("    overrides:\n      - { date: 2026", "    overrides: &eve\n      - { date: 2026", StringComparison.Ordinal).Replace("overrides: []   # none yet", "overrides: *eve", StringComparison.Ordinal), TeamChangeOutcome.ByHandOnly),
        ])
        {
            folder.Write(TeamFile.Name, text);
            Assert.Equal(outcome, Change("mia@example.com", seen, wanted));
            Assert.Equal(text, Stored);
        }
    }

    [Fact]
    public void Line_ends_and_the_mark_of_an_editor_stay_and_the_replaced_text_is_kept()
    {
        var windows = "\uFEFF" + Team.Replace("\n", "\r\n", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.Path, TeamFile.Name), windows);
        var seen = Mia;
        Assert.Equal(TeamChangeOutcome.Saved, Change("mia@example.com", seen, seen with { OutOfOffice = [new Absence(new LocalDate(2027, 3, 1), new LocalDate(2027, 3, 5))] }));
        var bytes = File.ReadAllBytes(Path.Combine(folder.Path, TeamFile.Name));
        Assert.Equal<byte>([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal(Stored.Count(c => c == '\n'), Stored.Split("\r\n").Length - 1);
        Assert.Equal(File.ReadAllBytes(Kept).Length, System.Text.Encoding.UTF8.GetByteCount(windows));
    }

    [Fact]
    public void A_file_that_may_not_be_written_says_so_and_stands()
    {
        var seen = Mia;
        // A folder that is in the way of the kept text does as well as a right that is missing, also for root.
        Directory.CreateDirectory(Kept);
        Assert.Equal(TeamChangeOutcome.NotWritable, Change("mia@example.com", seen, seen with { Overrides = [] }));
        Assert.Equal(Team, Stored);
    }

    [Theory]
    [InlineData("09:00", "09:00", "no time at all"), InlineData("9", "12:00", "not times of day"), InlineData("", "12:00", "needs a start and an end"), InlineData("25:00", "12:00", "not times of day")]
    public void What_is_no_range_is_said_to_be_none(string start, string end, string words) => Assert.Contains(words, Assert.Single(HoursRules.Ranges("Monday", [(start, end)]).Faults), StringComparison.Ordinal);

    [Fact]
    public void Ranges_that_overlap_are_refused_also_across_midnight_and_those_that_touch_are_fine()
    {
        Assert.Contains("09:00 to 13:00 and 12:00 to 17:00 overlap", Assert.Single(HoursRules.Ranges("Monday", [("12:00", "17:00"), ("09:00", "13:00")]).Faults), StringComparison.Ordinal);
        Assert.Empty(HoursRules.Ranges("Monday", [("09:00", "13:00"), ("13:00", "00:00")]).Faults);
        Assert.Equal(DayRange.SecondsADay, HoursRules.Ranges("Monday", [("13:00", "00:00")]).Ranges[0].End);
        var sunday = HoursRules.Ranges("Sunday", [("22:00", "02:00")]).Ranges;
        Assert.Contains("goes on into Monday", Assert.Single(HoursRules.AcrossMidnight([[Range("01:00", "03:00")], [], [], [], [], [], sunday])), StringComparison.Ordinal);
        Assert.Empty(HoursRules.AcrossMidnight([[Range("02:00", "03:00")], [], [], [], [], [], sunday]));
    }

    [Theory]
    [InlineData("2026-02-30", "there is no 2026-02-30"), InlineData("2026-11-22", "22 November 2026 is over"), InlineData("", "is missing"), InlineData("2062-01-01", "Is the year right?")]
    public void A_date_that_can_not_be_is_refused(string typed, string words) => Assert.Contains(words, HoursRules.Date("The day", typed, new LocalDate(2026, 11, 23)).Fault!, StringComparison.Ordinal);

    [Theory]
    [InlineData("Europe/Berln", "Europe/Berlin"), InlineData("Foo/Tokyo", "Asia/Tokyo"), InlineData("Mars", "Write it as")]
    public void A_zone_that_nobody_knows_is_refused_with_the_one_that_may_be_meant(string typed, string words) => Assert.Contains(words, HoursRules.Zone(typed).Fault!, StringComparison.Ordinal);

    [Fact]
    public void A_zone_is_known_by_any_letter_case_and_with_a_space() => Assert.Equal("America/New_York", HoursRules.Zone("america/new york").Zone!.Id);

    string Kept => Path.Combine(folder.Path, "kept", "team.yaml");
    string Stored => File.ReadAllText(Path.Combine(folder.Path, TeamFile.Name));
    RepHours Mia => Hours("mia@example.com");
    RepHours Tom => Hours("tom@example.com");

    RepHours Hours(string email)
    {
        reps.LookAgain();
        return RepHours.Of(reps.Find(email)!);
    }

    TeamChangeOutcome Change(string email, RepHours seen, RepHours wanted) => reps.Change(email, seen, wanted, Kept, "a test").Outcome;

    static DayRange Range(string start, string end) => DayRange.TryParse(start, end, out var range) ? range : throw new FormatException();

    static string Lines(string text, string after, string add)
    {
        var lines = text.Split('\n').ToList();
        lines.Insert(lines.FindIndex(line => line.Contains(after, StringComparison.Ordinal)) + 1, add);
        return string.Join('\n', lines);
    }

    public void Dispose()
    {
        reps.Dispose();
        folder.Dispose();
    }
}
