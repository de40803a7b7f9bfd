using System.Text.RegularExpressions;

namespace SalesAssistant.GraphSimulator;

/// <summary>What goes wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>The connection breaks before anything was done.</summary>
    DropBefore,

    /// <summary>It is done, and the connection breaks before the answer.</summary>
    DropAfter,

    /// <summary>It is done after <see cref="Fault.Milliseconds"/>.</summary>
    Delay,

    /// <summary>It waits until faults are released, and is done then.</summary>
    Hold,

    /// <summary>It is done, and the answer waits until faults are released.</summary>
    HoldAfter,

    /// <summary>It is not done, and answered with <see cref="Fault.Status"/>.</summary>
    Answer,

    /// <summary>The next notification is sent twice.</summary>
    DuplicateNotification,
}

/// <summary>A fault for requests of a kind.</summary>
/// <param name="Method">Such as POST; null for any.</param>
/// <param name="Path">A regular expression that the path and query hold; null for any.</param>
/// <param name="Times">How many requests it meets; 0 for every one.</param>
/// <param name="RetryAfter">Seconds of the header Retry-After; null without it.</param>
public sealed record Fault(FaultKind Kind, string? Method = null, string? Path = null, int Times = 1, int Status = 503, string? Body = null, int? RetryAfter = null, int Milliseconds = 0);

/// <summary>The faults that still wait for their requests.</summary>
public sealed class Faults
{
    readonly Lock gate = new();
    readonly List<(Fault Fault, int Left)> waiting = [];
    TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Inject(Fault fault) { lock (gate) waiting.Add((fault, fault.Times == 0 ? int.MaxValue : fault.Times)); }

    /// <summary>How many faults still wait.</summary>
    public int Waiting { get { lock (gate) return waiting.Count; } }

    /// <summary>Lets go those that are held, and forgets all faults.</summary>
    public void Release()
    {
        lock (gate)
        {
            waiting.Clear();
            held.TrySetResult();
            held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    int heldAfter;

    /// <summary>How many requests were done and then held back.</summary>
    public int HeldAfter => Volatile.Read(ref heldAfter);

    Task Released(CancellationToken gone)
    {
        lock (gate) return held.Task.WaitAsync(gone);
    }

    internal bool TakeDuplicate() => Take(fault => fault.Kind == FaultKind.DuplicateNotification) is not null;

    internal async Task Meet(HttpContext http, Func<Task> next)
    {
        var request = http.Request;
        var fault = Take(fault => fault.Kind != FaultKind.DuplicateNotification
            && (fault.Method is null || fault.Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase))
            && (fault.Path is null || Regex.IsMatch(Uri.UnescapeDataString(request.Path + request.QueryString.Value), fault.Path, RegexOptions.IgnoreCase)));
        switch (fault?.Kind)
        {
            case FaultKind.DropBefore:
                http.Abort();
                return;
            case FaultKind.DropAfter:
                // The answer goes nowhere, so that nothing of it has left when the line breaks.
                http.Response.Body = Stream.Null;
                await next();
                http.Abort();
                return;
            case FaultKind.Answer:
                http.Response.StatusCode = fault.Status;
                if (fault.RetryAfter is { } seconds)
                    http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(fault.Body ?? """{"error":{"code":"Injected","message":"This fault was asked for."}}""");
                return;
            case FaultKind.Delay:
                await Task.Delay(fault.Milliseconds, http.RequestAborted);
                break;
            case FaultKind.Hold:
                await Released(http.RequestAborted);
                break;
            case FaultKind.HoldAfter:
                var (answer, kept) = (http.Response.Body, new MemoryStream());
                http.Response.Body = kept;
                await next();
                http.Response.Body = answer;
                Interlocked.Increment(ref heldAfter);
                await Released(http.RequestAborted);
                await answer.WriteAsync(kept.ToArray(), http.RequestAborted);
                return;
        }
        await next();
    }

    Fault? Take(Func<Fault, bool> fits)
    {
        lock (gate)
        {
            var index = waiting.FindIndex(one => fits(one.Fault));
            if (index < 0)
                return null;
            var (fault, left) = waiting[index];
            if (left > 1)
                waiting[index] = (fault, left == int.MaxValue ? left : left - 1);
            else
                waiting.RemoveAt(index);
            return fault;
        }
    }
}
