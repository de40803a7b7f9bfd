using SalesAssistant.Bookings;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

/// <summary>Which of the sample's meetings is meant by what visitors say.</summary>
public sealed class MeetingPhraseTests
{
    static readonly MeetingTypes Types = MeetingsFile.Read(MeetingsFile.Name, File.ReadAllText(Repository.PathOf("sales/meetings.yaml"))).Value!;

    [Theory]
    [InlineData("I'd like a strategy session", "strategy-session")]
    [InlineData("Book the Strategy-Session next week", "strategy-session")]
    [InlineData("Ich hätte gern ein Strategiegespräch", "strategy-session")]
    [InlineData("an intro call please", "intro-call")]
    [InlineData("can I get a demo?", "intro-call")]
    [InlineData("a 15 minute call", "call-back")]
    [InlineData("One hour with Mia next week, please", "strategy-session")]
    [InlineData("Can I have half an hour with somebody?", "intro-call")]
    [InlineData("eine Stunde am Montag", "strategy-session")]
    [InlineData("ein halbstündiges Gespräch", "intro-call")]
    [InlineData("can someone call me back tomorrow between 2 and 4?", "call-back")]
    [InlineData("We'd like to talk it through on the phone", "call-back")]
    [InlineData("Bitte rufen Sie mich am Montag zurück", "call-back")]
    [InlineData("lieber telefonisch", "call-back")]
    [InlineData("not by phone please", "intro-call,strategy-session")]
    [InlineData("an intro call or a strategy session", "intro-call,strategy-session")]
    [InlineData("what kinds of meetings can I book?", "intro-call,strategy-session,call-back")]
    [InlineData("Can I book a call on Tuesday?", "")]
    [InlineData("I'd like an appointment in half an hour", "")]
    [InlineData("Do you answer within 15 minutes?", "")]
    public void Words_mean(string words, string meant) => Assert.Equal(meant, string.Join(',', MeetingPhrase.Read(words, Types).Meetings.Select(type => type.Id)));

    [Theory]
    [InlineData("intro-call", "something longer please", "strategy-session", MeetingLimit.None)]
    [InlineData("intro-call", "geht es auch kürzer?", "call-back", MeetingLimit.None)]
    [InlineData("strategy-session", "anything longer?", "strategy-session", MeetingLimit.Longest)]
    [InlineData("call-back", "rather shorter", "call-back", MeetingLimit.Shortest)]
    public void Longer_and_shorter_go_from_what_was_offered(string before, string words, string meant, MeetingLimit limit)
    {
        var meaning = MeetingPhrase.Read(words, Types, Types.Find(before));
        Assert.Equal((meant, limit), (Assert.Single(meaning.Meetings).Id, meaning.Limit));
    }

    [Fact]
    public void A_length_that_there_is_not_leads_to_the_closest()
    {
        var meaning = MeetingPhrase.Read("a call of 20 minutes", Types);
        Assert.Equal(("call-back", 20), (Assert.Single(meaning.Meetings).Id, meaning.MinutesSaid));
    }

    [Fact]
    public void The_kind_and_the_synonyms_are_read_from_the_file_and_faults_are_named()
    {
        Assert.Equal(MeetingKind.Phone, Types.Find("call-back")!.Kind);
        var reading = MeetingsFile.Read("meetings.yaml", """
            meetings:
              - id: a
                title: A
                kind: fax
                durationMinutes: 30
                hosts: [mia@example.com]
              - id: b
                title: B
                kind: phone
                onlineMeeting: true
                durationMinutes: 30
                hosts: [mia@example.com]
            """);
        Assert.Equal([(4, "\"kind: fax\" is not known; use meeting or phone"), (10, "\"onlineMeeting: true\" adds a link to a video call, and \"kind: phone\" is a telephone call; leave one of them out")],
            reading.Faults.Select(fault => (fault.Line, fault.Message)));
    }
}
