using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Win32.SafeHandles;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Conversations.Files;

/// <summary>
/// The files that came with messages, in `files` of the data directory. A file is written under a name of its own, flushed to the
/// disk and moved to its key before the message that names it is stored: a message never names a file that is not there, and a file
/// that no message came to name is removed at the next start.
/// </summary>
public sealed class FileStore(DataDirectory data, IDbContextFactory<SalesDb> reads, TimeProvider time, ILogger<FileStore> log) : BackgroundService
{
    readonly string folder = data.PathOf("files");
    readonly DateTime startedAt = time.GetUtcNow().UtcDateTime;
    readonly Lazy<byte[]> secret = new(() => data.Secret("files"));

    /// <summary>Between "is it old?" and its removal, a file must not become wanted.</summary>
    readonly Lock keeping = new();

    /// <summary>Takes what comes, as a file that is nobody's yet. Null when it is longer than that; nothing stays of it then.</summary>
    /// <param name="longest">In bytes.</param>
    public async Task<FileDraft?> Draft(Stream content, long longest, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var draft = new FileDraft(Path.Combine(folder, $"{Unfinished}{Guid.NewGuid():N}"));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            while (await content.ReadAsync(buffer, cancel) is > 0 and var count)
            {
                if (draft.Content.Length + count > longest)
                {
                    draft.Dispose();
                    return null;
                }
                hash.AppendData(buffer, 0, count);
                await draft.Content.WriteAsync(buffer.AsMemory(0, count), cancel);
            }
            draft.Hash = hash.GetHashAndReset();
            return draft;
        }
        catch
        {
            draft.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Keeps files for a conversation; they are durable when this returns. The same content again is the same file.</summary>
    public IReadOnlyList<MessageFile> Keep(string conversationId, IReadOnlyList<(FileDraft Draft, string Name, FileKind Kind)> files)
    {
        var kept = files.Select(file => Keep(conversationId, file.Draft, file.Name, file.Kind)).ToList();
        FlushNames();
        return kept;
    }

    MessageFile Keep(string conversationId, FileDraft draft, string name, FileKind kind)
    {
        // By its content, so that an upload that is repeated is one file; keyed, so that who knows the content does not know the address;
        // of its conversation, so that a file can be erased with it.
        var key = Convert.ToHexStringLower(HMACSHA256.HashData(secret.Value, (byte[])[.. Encoding.UTF8.GetBytes(conversationId), 0, .. draft.Hash])[..20]) + kind.Extensions[0];
        var bytes = draft.Content.Length;
        draft.Content.Flush(flushToDisk: true);
        lock (keeping)
            draft.MoveTo(Path.Combine(folder, key));
        return new MessageFile(key, name, kind.ContentType, bytes);
    }

    /// <summary>The full path and the kind of a stored file; null when there is none of this key.</summary>
    public (string Path, FileKind Kind)? Find(string key)
    {
        if (!IsKey(key) || FileKind.All.FirstOrDefault(kind => kind.Extensions[0] == key[KeyLength..]) is not { } kind) return null;
        var path = Path.Combine(folder, key);
        return File.Exists(path) ? (path, kind) : null;
    }

    /// <summary>How much a conversation's files have together, in bytes.</summary>
    public async Task<long> BytesOf(string conversationId)
    {
        await using var db = reads.CreateDbContext();
        var stored = await db.Set<Message>().Where(message => message.ConversationId == conversationId && message.Files != null).Select(message => message.Files).ToListAsync();
        return stored.SelectMany(MessageFile.Read).DistinctBy(file => file.Key).Sum(file => file.Bytes);
    }

    /// <summary>Once, beside the first visitors: what a crash left is removed.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Sweep(stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "Files that no message names could not be removed; it is tried again at the next start");
        }
    }

    /// <summary>Removes what was there before this start and is named by no message.</summary>
    public async Task Sweep(CancellationToken cancel)
    {
        if (!Directory.Exists(folder)) return;
        var old = Directory.EnumerateFiles(folder).Where(file => File.GetLastWriteTimeUtc(file) < startedAt).ToList();
        if (old.Count == 0) return;
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        await using var db = reads.CreateDbContext();
        await foreach (var stored in db.Set<Message>().Where(message => message.Files != null).Select(message => message.Files).AsAsyncEnumerable().WithCancellation(cancel))
            foreach (var file in MessageFile.Read(stored))
                wanted.Add(file.Key);
        foreach (var file in old.Where(file => !wanted.Contains(Path.GetFileName(file))))
        {
            lock (keeping)
            {
                // One that was sent again meanwhile is a new file.
                if (File.GetLastWriteTimeUtc(file) < startedAt) File.Delete(file);
            }
        }
    }

    /// <summary>Removes files whose messages were erased.</summary>
    /// <returns>How many there were.</returns>
    public int Remove(IEnumerable<string> keys)
    {
        var removed = 0;
        foreach (var key in keys.Where(IsKey))
        {
            var path = Path.Combine(folder, key);
            if (!File.Exists(path)) continue;
            File.Delete(path);
            removed++;
        }
        return removed;
    }

    const string Unfinished = ".new-";
    const int KeyLength = 40;

    static bool IsKey(string key) => key.Length > KeyLength && !key.AsSpan(0, KeyLength).ContainsAnyExcept(Hex);

    static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>A moved file is found after a power cut only when its folder was flushed too. Windows does that by itself, and .NET has no call for it.</summary>
    void FlushNames()
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = new SafeFileHandle(Open(folder, 0), ownsHandle: true);
        if (handle.IsInvalid) throw new IOException($"The folder of the files can't be opened (error {Marshal.GetLastPInvokeError()}).");
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}

/// <summary>A file that has come and is nobody's yet. Disposed of without having been kept, it is gone.</summary>
public sealed class FileDraft : IDisposable
{
    string? path;

    internal FileDraft(string path)
    {
        this.path = path;
        Content = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>What came.</summary>
    public FileStream Content { get; }

    /// <summary>SHA-256 of the content.</summary>
    internal byte[] Hash { get; set; } = [];

    internal void MoveTo(string target)
    {
        Content.Dispose();
        File.Move(path!, target, overwrite: true);
        path = null;
    }

    public void Dispose()
    {
        Content.Dispose();
        if (path is not null) File.Delete(path);
        path = null;
    }
}
