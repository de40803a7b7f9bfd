using NodaTime;
using NodaTime.Text;
using SalesAssistant.Reps;
using Xunit;

namespace SalesAssistant.Tests.Reps;

public class TeamFileTests
{
    static SalesTeam Team => TeamFile.Read("team.yaml", SalesFolder.Team).Value!;

    [Fact]
    public void The_company_its_reps_and_teams_are_read()
    {
        Assert.Equal("Bright Path", Team.Company.Name);
        Assert.Equal("Europe/Berlin", Team.Company.TimeZone.Id);
        Assert.Equal(["mia@example.com", "tom@example.com"], Team.Reps.Select(r => r.Email));
        Assert.Equal(["en", "de"], Team.Reps[0].Languages);
        Assert.Equal(["Mia Berger", "Tom Reed"], Team.MembersOf("Sales").Select(r => r.Name));
    }

    [Fact]
    public void A_rep_is_found_whatever_the_letter_case()
    {
        Assert.Equal("Mia Berger", Team.Find("MIA@Example.com")!.Name);
        Assert.Null(Team.Find("nobody@example.com"));
        Assert.Null(Team.Find(null));
    }

    [Theory]
    [InlineData("mia@example.com", "2026-11-23T08:00:00Z", true)]   // Monday 09:00 in Berlin
    [InlineData("mia@example.com", "2026-11-23T11:30:00Z", false)]  // lunch begins at 12:30
    [InlineData("mia@example.com", "2026-11-27T08:00:00Z", false)]  // no Friday mornings
    [InlineData("mia@example.com", "2026-12-24T09:00:00Z", false)]  // a day off
    [InlineData("mia@example.com", "2026-12-25T13:00:00Z", false)]  // the company's holiday, a Friday
    [InlineData("tom@example.com", "2026-12-25T15:30:00Z", true)]   // his own override counts for more
    [InlineData("tom@example.com", "2026-12-25T17:30:00Z", false)]
    public void A_rep_works_by_own_hours_overrides_and_the_companys_holidays(string rep, string instant, bool works) =>
        Assert.Equal(works, Team.Find(rep)!.Calendar.IsWorking(InstantPattern.General.Parse(instant).Value));

    [Theory]
    [InlineData("2026-12-01T14:30:00Z", true)]   // 09:30 in New York, where she is from Tuesday to Thursday
    [InlineData("2026-12-01T08:30:00Z", false)]  // 09:30 at home
    [InlineData("2026-11-30T08:30:00Z", true)]   // Monday, at home
    [InlineData("2026-12-07T08:30:00Z", false)]  // out of office
    [InlineData("2026-12-08T08:30:00Z", true)]   // an override of one of those days counts for more
    public void A_trip_sets_the_clock_and_days_out_of_office_are_off(string instant, bool works)
    {
        var team = TeamFile.Read("team.yaml", SalesFolder.Team.Replace("languages: [en, de]", """
            languages: [en, de]
                travel: [{ from: 2026-12-01, until: 2026-12-03, timeZone: America/New_York }]
                outOfOffice: [{ from: 2026-12-07, until: 2026-12-09 }]
            """).Replace("- { date: 2026-12-24, ranges: [] }", """- { date: 2026-12-08, ranges: [{ start: "09:00", end: "10:00" }] }"""));
        Assert.Empty(team.Faults);
        Assert.Equal(works, team.Value!.Find("mia@example.com")!.Calendar.IsWorking(InstantPattern.General.Parse(instant).Value));
    }

    [Theory]
    [InlineData("travel: [{ from: 2026-12-03, until: 2026-12-01, timeZone: America/New_York }]", "\"until\" is before \"from\"")]
    [InlineData("travel: [{ from: 2026-12-03, until: 2026-12-04, timeZone: Mars }]", "not a known time zone")]
    [InlineData("travel: [{ from: 2026-12-03, until: 2026-12-04, timeZone: Asia/Tokyo }, { from: 2026-12-04, until: 2026-12-05, timeZone: Asia/Tokyo }]", "dates in common")]
    [InlineData("outOfOffice: [{ from: 2026-12-03, until: 2062-12-04 }]", "is the year right?")]
    public void A_trip_or_absence_that_can_not_be_is_named(string line, string message)
    {
        var fault = Assert.Single(TeamFile.Read("team.yaml", SalesFolder.Team.Replace("languages: [en, de]", line)).Faults);
        Assert.Equal(7, fault.Line);
        Assert.Contains(message, fault.Message);
    }

    [Fact]
    public void A_night_shift_belongs_to_the_date_it_starts_on()
    {
        Assert.True(DayRange.TryParse("22:00", "02:00", out var night));
        var calendar = new WorkingCalendar(DateTimeZone.Utc, [new WeeklyHours([IsoDayOfWeek.Monday], night)], []);
        Assert.True(calendar.IsWorking(Instant.FromUtc(2026, 11, 24, 1, 59)));
        Assert.False(calendar.IsWorking(Instant.FromUtc(2026, 11, 24, 2, 0)));
        Assert.False(calendar.IsWorking(Instant.FromUtc(2026, 11, 23, 1, 0)));
    }

    [Theory]
    [InlineData("timeZone: America/New_York", "timeZone: America/New_Yrok", 15, "not a known time zone")]
    [InlineData("name: Tom Reed", "nmae: Tom Reed", 14, "\"nmae\" means nothing here")]
    [InlineData("name: Tom Reed", "# nobody", 13, "\"name\" is missing")]
    [InlineData("[mon, tue, wed, thu, fri], start: \"09:00\"", "[mon, tuesdy], start: \"09:00\"", 17, "\"tuesdy\" is not a day")]
    [InlineData("end: \"12:30\"", "end: \"12:61\"", 9, "not a range of hours")]
    [InlineData("2026-12-24", "24.12.2026", 12, "is not a date")]
    [InlineData("email: tom@example.com", "email: MIA@example.com", 13, "listed twice")]
    [InlineData("members: [mia@example.com, tom@example.com]", "members: [mia@example.com, tim@example.com]", 20, "tim@example.com is not one of the reps")]
    [InlineData("holidays: [2026-12-25]", "holidays: [2026-12-25", 1, "not valid YAML")]
    [InlineData("email: mia@example.com", "email: mia", 3, "not an e-mail address")]
    public void A_fault_names_its_line_and_what_to_mend(string good, string bad, int line, string message)
    {
        var reading = TeamFile.Read("team.yaml", SalesFolder.Team.Replace(good, bad));
        Assert.Null(reading.Value);
        var fault = reading.Faults.First(f => f.Message.Contains(message, StringComparison.Ordinal));
        if (!message.Contains("YAML", StringComparison.Ordinal))
            Assert.Equal(line, fault.Line);
        Assert.StartsWith("team.yaml:", fault.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("just words")]
    [InlineData("- a\n- list")]
    [InlineData("company: 3\nreps: 4")]
    [InlineData("reps: [[], {}, 3]")]
    public void A_file_that_is_something_else_is_a_fault_not_a_crash(string text)
    {
        var reading = TeamFile.Read("team.yaml", text);
        Assert.Null(reading.Value);
        Assert.NotEmpty(reading.Faults);
    }

    [Fact]
    public void All_faults_are_shown_at_once()
    {
        var reading = TeamFile.Read("team.yaml", SalesFolder.Team.Replace("America/New_York", "Nowhere").Replace("12:30", "noon"));
        Assert.Equal(2, reading.Faults.Count);
    }
}
