using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>What can be booked: meetings.yaml of <c>Sales:Directory</c>, kept current while the program runs.</summary>
public sealed class MeetingCatalog : IDisposable
{
    readonly SalesFile<MeetingTypes> file;
    readonly RepDirectory reps;

    public MeetingCatalog(IConfiguration settings, RepDirectory reps, TimeProvider clock, ILogger<MeetingCatalog> log)
    {
        var path = Path.Combine(RepDirectory.SalesDirectory(settings), MeetingsFile.Name);
        file = new SalesFile<MeetingTypes>(path, MeetingsFile.Read, clock, log);
        this.reps = reps;
    }

    /// <summary>The meetings as the last good version has them.</summary>
    /// <exception cref="SalesFileException">There has not been a good version yet.</exception>
    public MeetingTypes Current => file.Current;

    /// <summary>What is wrong in meetings.yaml as it is now, hosts unknown to team.yaml included.</summary>
    public IReadOnlyList<FileFault> Faults =>
        file.Faults.Count > 0 || reps.Faults.Count > 0 ? file.Faults : MeetingsFile.UnknownHosts(MeetingsFile.Name, Current, reps.Current);

    /// <summary>Raised after another good version came into force.</summary>
    public event Action? Changed
    {
        add => file.Changed += value;
        remove => file.Changed -= value;
    }

    /// <summary>Reads meetings.yaml now if it has changed, without waiting for the watcher.</summary>
    public void LookAgain() => file.LookAgain();

    public void Dispose() => file.Dispose();
}
