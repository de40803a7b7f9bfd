using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace SalesAssistant.Data;

/// <summary>How soon a unit of work is to be durable.</summary>
public enum WriteUrgency
{
    /// <summary>Somebody waits for it: it is committed as soon as the writer is free.</summary>
    Now,

    /// <summary>It goes with the next commit that is made anyway, within <see cref="BatchWriter.LongestWait"/>.</summary>
    Soon,
}

/// <summary>
/// The one writer of a process. Units of work queue up, and all that wait at the same moment share one transaction and one
/// fsync (SQLite: synchronous=FULL), so a returned unit is durable. Each unit has a savepoint of its own: what it throws undoes
/// that unit alone and comes back to its caller. When the commit itself fails, none of its units is stored and each caller is told.
/// </summary>
/// <remarks>One fair queue is also the gate between writers: SQLite answers "busy" to all others, and unfairly.</remarks>
public sealed class BatchWriter : IDisposable
{
    /// <summary>How long a unit that is due <see cref="WriteUrgency.Soon"/> waits for company.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    const int LargestBatch = 512;
    const int LongestQueue = 8192;

    /// <summary>
    /// With so many writers at once a commit waits a moment for more of them: an fsync costs as much as dozens of units. Who writes
    /// alone never waits. PostgreSQL calls it commit_siblings and commit_delay.
    /// </summary>
    const int Siblings = 5;
    static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(2);

    /// <summary>Guards the four fields below. A monitor, since the writer's thread also waits by it.</summary>
    readonly object gate = new();
    readonly Queue<IUnit> queue = new();
    int urgent;
    bool writerWaits;
    bool disposed;

    readonly Database database;
    readonly ILogger<BatchWriter> log;
    readonly Thread thread;
    WriteSession? session;

    public BatchWriter(Database database, ILogger<BatchWriter> log)
    {
        this.database = database;
        this.log = log;
        thread = new Thread(Run) { IsBackground = true, Name = "Batch writer" };
        thread.Start();
    }

    /// <summary>Runs a unit of work. It is synchronous, short, and touches the database through its session only.</summary>
    /// <returns>The unit's result, once committed.</returns>
    /// <exception cref="UniqueViolationException">A unique key was already taken; nothing of the unit is stored.</exception>
    /// <exception cref="ObjectDisposedException">The program ends.</exception>
    public Task<T> Write<T>(Func<WriteSession, T> unit, WriteUrgency urgency = WriteUrgency.Now)
    {
        var item = new Unit<T>(unit, urgency);
        Enqueue(item);
        return item.Completion;
    }

    /// <inheritdoc cref="Write{T}"/>
    public Task Write(Action<WriteSession> unit, WriteUrgency urgency = WriteUrgency.Now) => Write(session => { unit(session); return true; }, urgency);

    /// <summary>
    /// Runs something between two transactions, while nothing else is written: what the database refuses within one. Whoever writes meanwhile waits.
    /// </summary>
    public Task<T> RunAlone<T>(Func<T> alone)
    {
        var item = new Unit<T>(_ => alone(), WriteUrgency.Now) { IsAlone = true };
        Enqueue(item);
        return item.Completion;
    }

    void Enqueue(IUnit unit)
    {
        lock (gate)
        {
            // Whoever brings more than can be written waits here.
            while (queue.Count >= LongestQueue && !disposed)
                Monitor.Wait(gate);
            ObjectDisposedException.ThrowIf(disposed, this);
            queue.Enqueue(unit);
            if (unit.Urgency == WriteUrgency.Now)
                urgent++;
            if (writerWaits && (queue.Count == 1 || urgent == 1))
                Monitor.PulseAll(gate);
        }
    }

    void Run()
    {
        var batch = new List<IUnit>();
        var size = 0;
        while (Take(batch, size))
        {
            Commit(batch);
            size = batch.Count;
            batch.Clear();
        }
        session?.Dispose();
    }

    /// <summary>Waits for work and takes what there is.</summary>
    /// <param name="before">The size of the batch before.</param>
    /// <returns>False when there is none and none will come.</returns>
    bool Take(List<IUnit> batch, int before)
    {
        lock (gate)
        {
            writerWaits = true;
            while (queue.Count == 0 && !disposed)
                Monitor.Wait(gate);
            var patience = Stopwatch.GetTimestamp();
            while (urgent == 0 && !disposed && LongestWait - Stopwatch.GetElapsedTime(patience) is { Ticks: > 0 } left)
                Monitor.Wait(gate, left);
            writerWaits = false;
            if (before >= Siblings && queue.Count < before && !disposed)
                Monitor.Wait(gate, Delay);
            var wasFull = queue.Count >= LongestQueue;
            while (batch.Count < LargestBatch && queue.TryPeek(out var unit) && (batch.Count == 0 || !(unit.IsAlone || batch[0].IsAlone)))
            {
                queue.Dequeue();
                batch.Add(unit);
                if (unit.Urgency == WriteUrgency.Now)
                    urgent--;
            }
            if (wasFull)
                Monitor.PulseAll(gate);
            return batch.Count > 0;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the database throws belongs to the callers that wait for it; the writer itself must live on.")]
    void Commit(List<IUnit> batch)
    {
        try
        {
            session ??= new WriteSession(database);
            if (batch is [{ IsAlone: true } alone])
            {
                alone.RunAlone(session);
                alone.Complete();
                return;
            }
            session.Begin();
            foreach (var unit in batch)
                unit.Run(session);
            session.Commit();
        }
        catch (Exception failure)
        {
            log.LogError(failure, "A batch of {Count} writes was not committed", batch.Count);
            session?.Dispose();
            session = null;
            foreach (var unit in batch)
                unit.Fail(failure);
            return;
        }
        foreach (var unit in batch)
            unit.Complete();
    }

    /// <summary>Writes what is queued, then stops.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            Monitor.PulseAll(gate);
        }
        thread.Join(TimeSpan.FromSeconds(10));
    }

    interface IUnit
    {
        WriteUrgency Urgency { get; }
        bool IsAlone { get; }
        void RunAlone(WriteSession session);
        void Run(WriteSession session);
        void Complete();
        void Fail(Exception failure);
    }

    sealed class Unit<T>(Func<WriteSession, T> work, WriteUrgency urgency) : IUnit
    {
        public WriteUrgency Urgency => urgency;
        public bool IsAlone { get; init; }

        public void RunAlone(WriteSession session) => result = work(session);

        // Callers are grains: they must not run on the writer's thread.
        readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T? result;
        Exception? failure;

        public Task<T> Completion => completion.Task;

        [SuppressMessage("Design", "CA1031", Justification = "A unit's failure is its caller's; the batch goes on.")]
        public void Run(WriteSession session)
        {
            session.Savepoint();
            try
            {
                result = work(session);
                session.Release();
            }
            catch (Exception thrown)
            {
                failure = WriteSession.Translate(thrown);
                session.RollbackToSavepoint();
            }
        }

        public void Complete()
        {
            if (failure is null)
                completion.SetResult(result!);
            else
                completion.SetException(failure);
        }

        public void Fail(Exception batchFailure) => completion.TrySetException(batchFailure);
    }
}

/// <summary>A unique key was already taken; nothing of the unit of work is stored.</summary>
public sealed class UniqueViolationException(string message, Exception inner) : DbException(message, inner);
