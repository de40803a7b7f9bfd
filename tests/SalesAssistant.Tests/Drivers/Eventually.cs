using System.Runtime.CompilerServices;

namespace SalesAssistant.Tests.Drivers;

/// <summary>Waits for a condition, never for time. The limit is only there so that a broken test ends.</summary>
static class Eventually
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>For what takes half a minute of a processor by itself.</summary>
    static readonly TimeSpan LongLimit = TimeSpan.FromMinutes(6);

    public static Task<T> Get<T>(Func<Task<T?>> find, [CallerArgumentExpression(nameof(find))] string what = "") where T : class => Get(find, Limit, what);

    static async Task<T> Get<T>(Func<Task<T?>> find, TimeSpan limit, string what) where T : class
    {
        var end = TimeProvider.System.GetUtcNow() + limit;
        while (TimeProvider.System.GetUtcNow() < end)
        {
            if (await find() is { } found)
                return found;
            await Task.Delay(20);
        }
        throw new TimeoutException($"This never came: {what}");
    }

    /// <inheritdoc cref="LongLimit"/>
    public static Task HoldsInTheEnd(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Get(async () => await condition() ? "" : null, LongLimit, what);

    public static Task Holds(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Get(async () => await condition() ? "" : null, what);
}
