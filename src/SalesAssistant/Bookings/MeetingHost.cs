namespace SalesAssistant.Bookings;

/// <summary>How the host of a meeting is found among those who can hold it.</summary>
public enum HostAssignment
{
    /// <summary>Whoever is furthest below the share that the weights give.</summary>
    RoundRobin,

    /// <summary>The one host it has.</summary>
    Fixed,

    /// <summary>Who met this contact before while that rep has time, else as in <see cref="RoundRobin"/>.</summary>
    OwnerFirst,

    /// <summary>All hosts together; it is free when all of them are.</summary>
    Together,
}

/// <summary>Somebody who can hold a kind of meeting.</summary>
/// <param name="Email">A rep's address.</param>
/// <param name="Weight">Share of the meetings in proportion to the others' weights; 0 for a stand-in who is only taken when nobody else is free.</param>
/// <param name="Priority">Decides between hosts who are equally far below their share and weigh the same; the higher one comes first.</param>
public sealed record MeetingHost(string Email, int Weight = MeetingHost.UsualWeight, int Priority = 0)
{
    public const int UsualWeight = 100;

    /// <summary>The line of meetings.yaml that names it.</summary>
    public int Line { get; init; }
}
