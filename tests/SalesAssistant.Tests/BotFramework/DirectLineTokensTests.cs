using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SalesAssistant.BotFramework.DirectLine;
using Xunit;

namespace SalesAssistant.Tests.BotFramework;

/// <summary>Tokens are bound to one conversation, one use, one time.</summary>
public class DirectLineTokensTests
{
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    readonly DirectLineTokens _tokens;

    public DirectLineTokensTests() => _tokens = new DirectLineTokens(Key("ours"), _time);

    [Fact]
    public async Task A_token_says_its_conversation_and_its_user()
    {
        var text = _tokens.Issue(DirectLineTokenKind.Token, "c1", "dl_u1", "Ümit", ["https://shop.example"]);

        var (status, token) = await _tokens.ValidateAsync(text, DirectLineTokenKind.Token, "c1");

        Assert.Equal(DirectLineTokenStatus.Valid, status);
        Assert.Equal(("c1", "dl_u1", "Ümit", "https://shop.example"), (token!.ConversationId, token.UserId, token.UserName, token.TrustedOrigins![0]));
        Assert.Equal(_time.GetUtcNow() + DirectLineTokens.TokenLifetime, token.ExpiresAt);
    }

    [Fact]
    public void Web_Chat_finds_the_user_in_the_claim_it_looks_for()
    {
        var payload = _tokens.Issue(DirectLineTokenKind.Token, "c1", "dl_u1").Split('.')[1].Replace('-', '+').Replace('_', '/');
        payload += new string('=', (4 - payload.Length % 4) % 4);

        Assert.Equal("dl_u1", JsonDocument.Parse(Convert.FromBase64String(payload)).RootElement.GetProperty("user").GetString());
    }

    [Theory]
    [InlineData(DirectLineTokenKind.Token, 60 * 60)]
    [InlineData(DirectLineTokenKind.Resume, 90 * 24 * 60 * 60)]
    [InlineData(DirectLineTokenKind.StreamTicket, 60)]
    public async Task Each_kind_has_its_time_also_when_it_was_seen_before(DirectLineTokenKind kind, int seconds)
    {
        var text = _tokens.Issue(kind, "c1");

        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(DirectLineTokenStatus.Valid, (await _tokens.ValidateAsync(text, kind)).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(DirectLineTokenStatus.Expired, (await _tokens.ValidateAsync(text, kind)).Status);
        Assert.Equal(DirectLineTokenStatus.Expired, (await new DirectLineTokens(Key("ours"), _time).ValidateAsync(text, kind)).Status);
    }

    [Theory]
    [InlineData(DirectLineTokenKind.Token, DirectLineTokenKind.Resume)]
    [InlineData(DirectLineTokenKind.Token, DirectLineTokenKind.StreamTicket)]
    [InlineData(DirectLineTokenKind.Resume, DirectLineTokenKind.Token)]
    [InlineData(DirectLineTokenKind.StreamTicket, DirectLineTokenKind.Token)]
    [InlineData(DirectLineTokenKind.StreamTicket, DirectLineTokenKind.Resume)]
    public async Task One_kind_is_not_taken_for_another(DirectLineTokenKind issued, DirectLineTokenKind asked)
    {
        var text = _tokens.Issue(issued, "c1");

        Assert.Equal(DirectLineTokenStatus.Foreign, (await _tokens.ValidateAsync(text, asked)).Status);
        Assert.Equal(DirectLineTokenStatus.Valid, (await _tokens.ValidateAsync(text, issued)).Status);
    }

    [Fact]
    public async Task Another_conversations_token_is_foreign()
    {
        var text = _tokens.Issue(DirectLineTokenKind.Token, "c1");

        Assert.Equal(DirectLineTokenStatus.Foreign, (await _tokens.ValidateAsync(text, DirectLineTokenKind.Token, "c2")).Status);
        Assert.Equal(DirectLineTokenStatus.Foreign, (await _tokens.ValidateAsync(text, DirectLineTokenKind.Token, "C1")).Status);
    }

    [Fact]
    public async Task A_token_of_another_key_and_a_changed_token_are_foreign()
    {
        var text = _tokens.Issue(DirectLineTokenKind.Token, "c1", "u1");
        var parts = text.Split('.');
        var payload = Encode(Encoding.UTF8.GetString(Decode(parts[1])).Replace("c1", "c2", StringComparison.Ordinal));
        var unsigned = Encode("""{"alg":"none","typ":"JWT"}""");

        Assert.Equal(DirectLineTokenStatus.Foreign, await StatusOf(new DirectLineTokens(Key("theirs"), _time).Issue(DirectLineTokenKind.Token, "c1")));
        Assert.Equal(DirectLineTokenStatus.Foreign, await StatusOf($"{parts[0]}.{payload}.{parts[2]}"));
        Assert.Equal(DirectLineTokenStatus.Foreign, await StatusOf($"{unsigned}.{parts[1]}."));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("not a token at all")]
    public async Task What_is_no_token_is_malformed(string text) => Assert.Equal(DirectLineTokenStatus.Malformed, await StatusOf(text));

    [Fact]
    public async Task An_enormous_token_is_malformed() => Assert.Equal(DirectLineTokenStatus.Malformed, await StatusOf(new string('a', 100_000)));

    [Fact]
    public async Task A_stream_ticket_opens_one_socket_once()
    {
        var token = (await _tokens.ValidateAsync(_tokens.Issue(DirectLineTokenKind.Token, "c1", "dl_u1"), DirectLineTokenKind.Token)).Token!;
        var (ticket, another) = (_tokens.IssueStreamTicket(token), _tokens.IssueStreamTicket(token));

        Assert.Equal(DirectLineTokenStatus.Foreign, (await _tokens.RedeemStreamTicketAsync(ticket, "c2")).Status);
        Assert.Equal("dl_u1", (await _tokens.RedeemStreamTicketAsync(ticket, "c1")).Token!.UserId);
        Assert.Equal(DirectLineTokenStatus.Used, (await _tokens.RedeemStreamTicketAsync(ticket, "c1")).Status);
        Assert.Equal(DirectLineTokenStatus.Valid, (await _tokens.RedeemStreamTicketAsync(another, "c1")).Status);

        _time.Advance(DirectLineTokens.StreamTicketLifetime);
        Assert.Equal(DirectLineTokenStatus.Expired, (await _tokens.RedeemStreamTicketAsync(ticket, "c1")).Status);
    }

    [Fact]
    public async Task Only_one_of_many_at_once_gets_in_with_a_ticket()
    {
        var ticket = _tokens.Issue(DirectLineTokenKind.StreamTicket, "c1");

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await _tokens.RedeemStreamTicketAsync(ticket, "c1"))));

        Assert.Single(results, result => result.Status == DirectLineTokenStatus.Valid);
    }

    [Fact]
    public async Task Memory_of_seen_tokens_is_bounded_and_forgetting_changes_nothing()
    {
        var first = _tokens.Issue(DirectLineTokenKind.Token, "first");
        Assert.Equal(DirectLineTokenStatus.Valid, await StatusOf(first));
        foreach (var _ in Enumerable.Range(0, 20_000)) await StatusOf(_tokens.Issue(DirectLineTokenKind.Token, "other"));

        Assert.Equal(DirectLineTokenStatus.Valid, await StatusOf(first));
    }

    [Theory]
    [InlineData(null, true, 0, 0)]
    [InlineData("", true, 0, 0)]
    [InlineData("-", true, 0, 0)]
    [InlineData("0", true, 0, 0)]
    [InlineData("17", true, 17, 0)]
    [InlineData("17.2", true, 17, 2)]
    [InlineData("-1", false, 0, 0)]
    [InlineData("1.", false, 0, 0)]
    [InlineData("1.-5", false, 0, 0)]
    [InlineData("1.5.2", false, 0, 0)]
    [InlineData(" 1", false, 0, 0)]
    [InlineData("99999999999999999999", false, 0, 0)]
    [InlineData("x", false, 0, 0)]
    public void A_watermark_is_how_far_a_client_has_read_or_the_start(string? text, bool ours, long sequence, long amendment)
    {
        Assert.Equal(ours, Watermark.TryParse(text, out var read));
        if (ours) Assert.Equal(new Watermark(sequence, amendment), read);
        if (ours && sequence > 0) Assert.Equal(text, read.ToString());
    }

    async Task<DirectLineTokenStatus> StatusOf(string text) => (await _tokens.ValidateAsync(text, DirectLineTokenKind.Token)).Status;

    static byte[] Key(string name) => Encoding.UTF8.GetBytes($"a key of the tests, {name}");

    static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    static byte[] Decode(string text)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(base64 + new string('=', (4 - base64.Length % 4) % 4));
    }
}
