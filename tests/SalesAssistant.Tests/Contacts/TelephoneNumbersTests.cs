using SalesAssistant.Contacts;
using Xunit;

namespace SalesAssistant.Tests.Contacts;

/// <summary>Telephone numbers as people write them, in the country they are in or with the code of another.</summary>
public sealed class TelephoneNumbersTests
{
    [Theory]
    [InlineData("call me at +49 30 901820", "Europe/London", "+49 30 901820")]
    [InlineData("my number is 030/90 18 20, thanks", "Europe/Berlin", "+49 30 901820")]
    [InlineData("Please ring (020) 7946-0018 tomorrow at 3", "Europe/London", "+44 20 7946 0018")]
    [InlineData("0049 30 901820", "Europe/Berlin", "+49 30 901820")]
    [InlineData("(212) 736-5000", "America/New_York", "+1 212-736-5000")]
    [InlineData("+1 (212) 736-5000", "Europe/Berlin", "+1 212-736-5000")]
    [InlineData("+43 (0)1 52524 4025", "Europe/Berlin", "+43 1 525244025")]
    [InlineData("030 901820 ext. 12", "Europe/Berlin", "+49 30 901820 ext. 12")]
    public void It_is_understood(string words, string zone, string number) =>
        Assert.Equal(new PhoneReading.Understood(number), TelephoneNumbers.In(words, TelephoneNumbers.RegionsOf(zone, "en-GB"[..2])));

    [Theory]
    [InlineData("tomorrow between 2 and 4")]
    [InlineData("on 2026-11-24 at 14:30 or 24.11.2026 15 Uhr")]
    [InlineData("we are 250 people and pay 12.000 a year")]
    [InlineData("ada4567890123@example.org")]
    public void What_is_no_number_is_none(string words) => Assert.IsType<PhoneReading.None>(TelephoneNumbers.In(words, ["DE"]));

    [Fact]
    public void Without_a_country_code_the_visitors_zone_and_language_say_which_country()
    {
        Assert.Equal(["DE"], TelephoneNumbers.RegionsOf("Europe/Berlin", "de"));
        Assert.Equal(["DE", "AT"], TelephoneNumbers.RegionsOf("Europe/Berlin", "de-AT"));
        Assert.Equal(["GB"], TelephoneNumbers.RegionsOf(null, "en-GB"));
        Assert.IsType<PhoneReading.OfNoCountry>(TelephoneNumbers.In("030 901820", TelephoneNumbers.RegionsOf(null, "en")));
        // One that both countries have is asked about.
        Assert.Equal(["+49 6621 23456", "+43 662 123456"], Assert.IsType<PhoneReading.Ambiguous>(Both("0662 123456")).Numbers);

        static PhoneReading Both(string number) => TelephoneNumbers.In(number, TelephoneNumbers.RegionsOf("Europe/Berlin", "de-AT"));
    }

    [Theory]
    [InlineData("+49 30 12")]
    [InlineData("+49 30 901820901820901")]
    [InlineData("+999 12345678")]
    [InlineData("110")]
    public void One_that_nobody_can_have_is_refused(string number) => Assert.IsType<PhoneReading.Invalid>(TelephoneNumbers.In(number, ["DE"], isAsked: true));

    [Fact]
    public void One_that_costs_extra_is_not_called() => Assert.IsType<PhoneReading.Costly>(TelephoneNumbers.In("0900 1234567", ["DE"]));

    [Fact]
    public void Its_digits_are_not_taken_for_a_time() =>
        Assert.Equal("call me at   tomorrow at 3", TelephoneNumbers.Without("call me at +49 30 901820 tomorrow at 3"));
}
