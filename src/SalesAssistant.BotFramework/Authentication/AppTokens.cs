using Microsoft.Extensions.Logging;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>The bot's own token: got once for all who need it at the same time, and kept until shortly before its end.</summary>
public sealed class AppTokens(IAppTokenSource source, TimeProvider time, ILogger<AppTokens> log)
{
    /// <summary>How long before its end a token is replaced; half of its life when that is shorter.</summary>
    public static readonly TimeSpan ReplacedBefore = TimeSpan.FromMinutes(5);

    /// <summary>The longest that getting one may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>After a failure nobody asks again for so long: many conversations wait for the same token.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    readonly Lock _turn = new();
    Held? _held;
    Task<AppToken>? _getting;
    (DateTimeOffset At, AppTokenException Fault)? _failure;

    /// <summary>The token to send.</summary>
    /// <exception cref="AppTokenException">None can be had now.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancel)
    {
        Task<AppToken> getting;
        AppToken? last;
        lock (_turn)
        {
            if (_held is { } held && time.GetUtcNow() < held.ReplaceAt) return held.Token.Text;
            last = _held?.Token;
            getting = Get();
        }
        try
        {
            return (await getting.WaitAsync(cancel)).Text;
        }
        catch (AppTokenException) when (last is not null && time.GetUtcNow() < last.ExpiresOn)
        {
            // It was to be replaced early, and still serves.
            return last.Text;
        }
    }

    /// <summary>Forgets the token that the channel didn't accept. Another, got meanwhile, stays.</summary>
    public void Drop(string text)
    {
        lock (_turn)
            if (_held?.Token.Text == text) _held = null;
    }

    Task<AppToken> Get()
    {
        if (_getting is { IsCompleted: false }) return _getting;
        if (_failure is { } failure && (time.GetUtcNow() - failure.At).Duration() < Rest)
            return Task.FromException<AppToken>(new AppTokenException(failure.Fault.Message, failure.Fault));
        return _getting = Task.Run(Ask);
    }

    async Task<AppToken> Ask()
    {
        var asked = time.GetUtcNow();
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var token = await source.GetAsync(patience.Token);
            var life = token.ExpiresOn - asked;
            var early = life / 2 < ReplacedBefore ? life / 2 : ReplacedBefore;
            lock (_turn) (_held, _failure) = (new(token, token.ExpiresOn - early), null);
            return token;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            var told = fault as AppTokenException
                ?? new AppTokenException(fault is OperationCanceledException ? "The token did not come in time." : "The token could not be got.", fault);
            lock (_turn) _failure = (time.GetUtcNow(), told);
            log.LogError("The bot gets no token of its own, so replies wait: {Fault}", told.Message);
            if (ReferenceEquals(told, fault)) throw;
            throw told;
        }
    }

    sealed record Held(AppToken Token, DateTimeOffset ReplaceAt);
}
