namespace SalesAssistant.Bench.Load;

/// <summary>A question and what became of it.</summary>
/// <param name="Time">From before the request was sent until the answer stood at the channel.</param>
readonly record struct Turn(Outcome Outcome, TimeSpan Time);

/// <summary>What one run of the driver measured.</summary>
sealed record LoadResult
{
    public required int Conversations { get; init; }
    public required TimeSpan Elapsed { get; init; }
    public required IReadOnlyList<Turn> Turns { get; init; }
    public required TimeSpan ServerCpu { get; init; }
    public required TimeSpan DriverCpu { get; init; }

    /// <summary>The server's resident memory at the end, in MiB.</summary>
    public required double Memory { get; init; }

    public required int Duplicates { get; init; }
    public required int OutOfOrder { get; init; }
    public required int MissingGreetings { get; init; }

    public int Count(Outcome outcome) => Turns.Count(turn => turn.Outcome == outcome);

    /// <summary>Answered turns a second.</summary>
    public double Rate => Count(Outcome.Answered) / Elapsed.TotalSeconds;

    /// <summary>The server's processor time a turn, in microseconds.</summary>
    public double CpuPerTurn => ServerCpu.TotalMicroseconds / Math.Max(1, Turns.Count);

    /// <summary>The same of the driver and the fake Connector.</summary>
    public double DriverCpuPerTurn => DriverCpu.TotalMicroseconds / Math.Max(1, Turns.Count);

    /// <summary>Refused, unanswered, doubled or misplaced: must be none.</summary>
    public int Errors => Count(Outcome.Refused) + Count(Outcome.Missing) + Duplicates + OutOfOrder + MissingGreetings;

    /// <summary>The time in milliseconds within which this share of the answered turns was answered.</summary>
    public double Percentile(double share)
    {
        var times = Turns.Where(turn => turn.Outcome == Outcome.Answered).Select(turn => turn.Time).Order().ToList();
        return times.Count == 0 ? double.NaN : times[Math.Min(times.Count - 1, (int)(share * times.Count))].TotalMilliseconds;
    }
}
