using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace SalesAssistant.Data;

/// <summary>
/// The one writer of a process. Units of work queue up, and all that wait at the same moment share one transaction and one
/// fsync (SQLite: synchronous=FULL), so a returned unit is durable. Each unit has a savepoint of its own: what it throws undoes
/// that unit alone and comes back to its caller.
/// </summary>
/// <remarks>One fair queue is also the gate between writers: SQLite answers "busy" to all others, and unfairly.</remarks>
public sealed class BatchWriter : IDisposable
{
    const int LargestBatch = 512;
    readonly BlockingCollection<IUnit> queue = new(boundedCapacity: 8192);
    readonly Database database;
    readonly ILogger<BatchWriter> log;
    readonly Thread thread;
    WriteSession? session;
    bool disposed;

    public BatchWriter(Database database, ILogger<BatchWriter> log)
    {
        this.database = database;
        this.log = log;
        thread = new Thread(Run) { IsBackground = true, Name = "Batch writer" };
        thread.Start();
    }

    /// <summary>Runs a unit of work. It is synchronous, short, touches the database through its session only, and may run again after a lost connection.</summary>
    /// <returns>The unit's result, once committed.</returns>
    /// <exception cref="UniqueViolationException">A unique key was already taken; nothing of the unit is stored.</exception>
    public Task<T> Write<T>(Func<WriteSession, T> unit)
    {
        var item = new Unit<T>(unit);
        queue.Add(item);
        return item.Completion;
    }

    /// <inheritdoc cref="Write{T}"/>
    public Task Write(Action<WriteSession> unit) => Write(session => { unit(session); return true; });

    void Run()
    {
        var batch = new List<IUnit>();
        foreach (var first in queue.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < LargestBatch && queue.TryTake(out var next))
                batch.Add(next);
            Commit(batch);
        }
        session?.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the database throws belongs to the callers that wait for it; the writer itself must live on.")]
    void Commit(List<IUnit> batch)
    {
        try
        {
            session ??= new WriteSession(database);
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
        if (disposed)
            return;
        disposed = true;
        queue.CompleteAdding();
        thread.Join(TimeSpan.FromSeconds(10));
        queue.Dispose();
    }

    interface IUnit
    {
        void Run(WriteSession session);
        void Complete();
        void Fail(Exception failure);
    }

    sealed class Unit<T>(Func<WriteSession, T> work) : IUnit
    {
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
