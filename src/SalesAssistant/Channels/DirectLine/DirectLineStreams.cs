using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels.DirectLine;

/// <summary>
/// The WebSockets: each shows one conversation from a watermark on. A socket holds no truth: it is told that there is news, and
/// sends what the log has after the last number it sent. An answer under way is shown in between: it is in no log and moves no
/// watermark, and who misses it gets the message that it comes to.
/// </summary>
public sealed class DirectLineStreams(
    DirectLineAccess access, ConversationLog log, ConversationFeed feed, DirectLineActivities activities, IHostApplicationLifetime lifetime)
{
    /// <summary>Serves a stream request: opens the socket that the ticket is for, and returns when it has ended.</summary>
    public async Task<IResult> Serve(string conversationId, HttpContext http)
    {
        string? ticket = http.Request.Query["t"];
        if (!http.WebSockets.IsWebSocketRequest) return WireResults.Refuse(400, ErrorCodes.BadArgument, "This address is for WebSockets.");
        if (string.IsNullOrEmpty(ticket)) return WireResults.Refuse(401, "Unauthorized", "The stream's address has no ticket: use streamUrl as it was given.");
        if (!Watermark.TryParse(http.Request.Query["watermark"], out var after)) return ActivityEndpoints.BadWatermark();
        var (token, refusal) = await access.Redeem(http, ticket, conversationId);
        if (token is null) return refusal!;
        if (await log.End(conversationId) is null) return ConversationEndpoints.NotFound(conversationId);

        var site = ActivityEndpoints.SiteOf(http.Request);
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        (token, ticket) = (null, null);
        Forget(http);
        using var telling = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        using var hearing = new CancellationTokenSource();
        using var news = new News(feed, conversationId);
        var listening = Listen(socket, telling, hearing.Token);
        try
        {
            await Tell(socket, conversationId, after, site, news, telling.Token);
        }
        catch (OperationCanceledException) when (telling.IsCancellationRequested)
        {
            // The client left, or the program ends.
        }
        catch (WebSocketException)
        {
            // The line broke: the client comes back with its watermark.
        }
        finally
        {
            // Who cancels a socket's receive breaks it, and our farewell with it: the client gets a moment to say goodbye too.
            await Close(socket);
            hearing.CancelAfter(TimeSpan.FromSeconds(2));
            await listening;
        }
        return Results.Empty;
    }

    /// <summary>
    /// A socket that waits for hours holds its request for hours: the address with the ticket in it, several times over, and all that a
    /// browser says of itself. Nobody asks for them again.
    /// </summary>
    static void Forget(HttpContext http)
    {
        http.Request.Headers.Clear();
        var request = http.Features.GetRequiredFeature<IHttpRequestFeature>();
        (request.QueryString, request.RawTarget) = ("", "");
        http.Features.Set<IQueryFeature>(null);
    }

    async Task Tell(WebSocket socket, string conversationId, Watermark sent, Uri site, News news, CancellationToken ending)
    {
        string? stream = null;
        while (true)
        {
            // What was missed comes from the log; news that come meanwhile are not lost, since listening began before.
            while (await log.After(conversationId, sent, PageSize) is var (missed, through) && through != sent)
            {
                await Send(socket, missed, through, site, ending);
                sent = through;
            }
            while (await news.Next((int)sent.Sequence, ending) is var (written, answer) && (written.Count > 0 || answer is not null))
            {
                if (written.Count > 0)
                {
                    var before = sent;
                    sent = before with { Sequence = written[^1].Sequence };
                    await Send(socket, [.. written.Where(ConversationLog.IsForVisitor).Select(message => (message, before with { Sequence = message.Sequence }))], sent, site, ending);
                }
                if (answer is null) continue;
                await Send(socket, DirectLineActivities.Of(answer, isFirst: answer.StreamId != stream), sent, ending);
                stream = answer.StreamId;
            }
        }
    }

    /// <summary>
    /// One frame an activity. DirectLineJS hands on a frame's activities one by one on timers, so that those of two frames that come
    /// close together would mingle; frames of one each keep their order.
    /// </summary>
    async Task Send(WebSocket socket, IReadOnlyList<(Message Message, Watermark At)> messages, Watermark through, Uri site, CancellationToken ending)
    {
        for (var i = 0; i < messages.Count; i++)
            await Send(socket, activities.Of(messages[i].Message, site), i == messages.Count - 1 ? through : messages[i].At, ending);
    }

    static ValueTask Send(WebSocket socket, Activity activity, Watermark watermark, CancellationToken ending)
    {
        var frame = ActivityJson.Write(new ActivitySet { Activities = [activity], Watermark = watermark.ToString() }, ActivityJsonContext.Wire.ActivitySet);
        return socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, ending);
    }

    /// <summary>Hears only whether the client is still there: it sends empty frames, and nothing else counts.</summary>
    static async Task Listen(WebSocket socket, CancellationTokenSource telling, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                // An empty buffer waits without holding memory, which is what most sockets do most of the time.
                var heard = await socket.ReceiveAsync(Memory<byte>.Empty, ending);
                if (heard.MessageType != WebSocketMessageType.Close && !heard.EndOfMessage)
                {
                    var buffer = ArrayPool<byte>.Shared.Rent(4096);
                    try
                    {
                        do heard = await socket.ReceiveAsync(buffer.AsMemory(), ending);
                        while (heard.MessageType != WebSocketMessageType.Close && !heard.EndOfMessage);
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(buffer);
                    }
                }
                if (heard.MessageType == WebSocketMessageType.Close) break;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The end of listening, whoever ended it.
        }
        await telling.CancelAsync();
    }

    async Task Close(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            var status = lifetime.ApplicationStopping.IsCancellationRequested ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.NormalClosure;
            await socket.CloseOutputAsync(status, null, patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // It is closed, one way or the other.
        }
    }

    /// <summary>Messages that are read from the log at once.</summary>
    const int PageSize = 100;

    /// <summary>What was committed since somebody looked. Keeps little: who is far behind reads the log.</summary>
    sealed class News : IDisposable
    {
        const int MostKept = 50;
        readonly Lock turn = new();
        readonly SemaphoreSlim arrived = new(0, 1);
        readonly IDisposable subscription;
        List<Message> kept = [];
        AnswerUnderWay? underWay;
        bool missed;

        public News(ConversationFeed feed, string conversationId) => subscription = feed.Subscribe(conversationId, Add, See);

        void Add(ConversationChange change)
        {
            if (change.Written.Count == 0 && !change.Amended) return;
            lock (turn)
            {
                // What was changed is for the log to say.
                if (change.Amended) missed = true;
                if (kept.Count + change.Written.Count <= MostKept) kept.AddRange(change.Written);
                else missed = true;
                // What it has come to has just been written, or something else has.
                underWay = null;
                if (arrived.CurrentCount == 0) arrived.Release();
            }
        }

        /// <summary>Only the latest counts: it is the whole text each time.</summary>
        void See(AnswerUnderWay answer)
        {
            lock (turn)
            {
                underWay = answer;
                if (arrived.CurrentCount == 0) arrived.Release();
            }
        }

        /// <summary>Waits for news. The messages that follow this number without a gap, and then the answer under way; neither when the log must be read.</summary>
        public async Task<(List<Message> Written, AnswerUnderWay? Answer)> Next(int sent, CancellationToken cancel)
        {
            while (true)
            {
                await arrived.WaitAsync(cancel);
                List<Message> taken;
                AnswerUnderWay? answer;
                bool gap;
                lock (turn)
                {
                    (taken, kept) = (kept, []);
                    (answer, underWay) = (underWay, null);
                    (gap, missed) = (missed, false);
                }
                taken.RemoveAll(message => message.Sequence <= sent);
                if (gap || !Follows(taken, sent)) return ([], null);
                if (taken.Count > 0 || answer is not null) return (taken, answer);
            }
        }

        static bool Follows(List<Message> messages, int sent)
        {
            foreach (var message in messages)
                if (message.Sequence != ++sent) return false;
            return true;
        }

        // The semaphore stays: a publisher that is just telling us must not be thrown at.
        public void Dispose() => subscription.Dispose();
    }
}
