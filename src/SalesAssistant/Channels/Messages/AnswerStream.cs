namespace SalesAssistant.Channels.Messages;

/// <summary>How far a channel has been shown one answer while it is thought, and when it may be shown more.</summary>
/// <param name="id">The channel's id of a stream that was begun in an earlier life; null otherwise.</param>
sealed class AnswerStream(int turn, TimeProvider time, string? id = null)
{
    /// <summary>Teams takes one request a second.</summary>
    static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    long lastAt;
    TimeSpan pause;

    /// <summary>The turn that thinks the answer.</summary>
    public int Turn => turn;

    /// <summary>The channel's id of it; null before its first activity was taken.</summary>
    public string? Id { get; private set; } = id;

    /// <summary>The number of the last activity; 0 before the first.</summary>
    public int Sequence { get; private set; }

    /// <summary>What the visitor sees of it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The channel takes no more of it; what the answer comes to is said another way.</summary>
    public bool IsOff { get; set; }

    /// <summary>What the answer comes to must replace it.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>How long the next request must wait still.</summary>
    public TimeSpan Wait => pause == TimeSpan.Zero || pause - time.GetElapsedTime(lastAt) is not { Ticks: > 0 } left ? TimeSpan.Zero : left;

    /// <summary>A request was just answered.</summary>
    /// <param name="asked">How long the channel asked to be left alone; null when it didn't.</param>
    public void Rest(TimeSpan? asked = null) => (lastAt, pause) = (time.GetTimestamp(), asked > Pace ? asked.Value : Pace);

    /// <summary>An activity with this text was taken, or may have been.</summary>
    /// <param name="given">The id with which the channel has answered to the first one.</param>
    public void Show(string text, string? given)
    {
        (Id, Text) = (Id ?? given, text);
        Sequence++;
    }
}
