using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SalesAssistant.Hosting;

/// <summary>
/// How many requests somebody may make: a burst, then so many a second. Who is over it waits for a turn first and is refused only
/// when many wait already, since a refusal shows in Web Chat as a failed message.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="burst">Requests at once.</param>
/// <param name="perSecond">Requests a second after that.</param>
/// <param name="mayWait">Requests that wait for a turn before the next one is refused.</param>
public sealed class RequestBudget(TimeProvider time, int burst, double perSecond, int mayWait)
{
    readonly ConcurrentDictionary<string, Account> accounts = new(StringComparer.Ordinal);

    /// <summary>Who asks, where nobody says who they are: the network address. Whoever has one address of version 6 has 2^64 of them.</summary>
    public static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    /// <summary>True when the request may go on, perhaps after a wait; false when it is to be refused.</summary>
    /// <param name="who">A visitor, or an address.</param>
    public async ValueTask<bool> Take(string who, CancellationToken cancel)
    {
        if (Reserve(who) is not { } wait) return false;
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancel);
        return true;
    }

    /// <summary>When somebody who was refused may come back.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(Math.Ceiling((mayWait + 1) / perSecond));

    TimeSpan? Reserve(string who)
    {
        if (accounts.Count > MostAccounts) Forget();
        var account = accounts.GetOrAdd(who, static (_, full) => new Account { Left = full }, (double)burst);
        lock (account)
        {
            var now = time.GetTimestamp();
            if (account.At != 0) account.Left = Math.Min(burst, account.Left + (time.GetElapsedTime(account.At, now).TotalSeconds * perSecond));
            account.At = now;
            if (account.Left - 1 < -mayWait) return null;
            account.Left--;
            return account.Left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-account.Left / perSecond);
        }
    }

    const int MostAccounts = 20_000;

    // An account that would be full again says nothing: forgetting it changes nothing. If all are in use, all start anew.
    void Forget()
    {
        var now = time.GetTimestamp();
        foreach (var (who, account) in accounts)
            if (account.Left + (time.GetElapsedTime(account.At, now).TotalSeconds * perSecond) >= burst)
                accounts.TryRemove(who, out _);
        if (accounts.Count > MostAccounts) accounts.Clear();
    }

    sealed class Account
    {
        public double Left;
        public long At;
    }
}
