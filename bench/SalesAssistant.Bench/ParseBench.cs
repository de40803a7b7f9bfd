using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.Bench;

/// <summary>Reading and writing an activity as Teams sends it, in time and memory, beside a JsonDocument of the same bytes: the least that looks at all of it.</summary>
static class ParseBench
{
    const int Rounds = 7;

    static readonly byte[] Sample = Encoding.UTF8.GetBytes("""
        {"type":"message","id":"1764130470155","timestamp":"2026-11-23T04:14:30.1551234Z","localTimestamp":"2026-11-23T05:14:30.1551234+01:00","localTimezone":"Europe/Berlin","serviceUrl":"https://smba.trafficmanager.net/emea/0b2f5f0e-1111-4222-8333-444455556666/","channelId":"msteams",
        "from":{"id":"29:1q2w3e4r5t6z7u8i9o0p","name":"Ada Byron","aadObjectId":"3f1b5f0e-1111-4222-8333-444455556666"},"conversation":{"conversationType":"channel","tenantId":"0b2f5f0e-1111-4222-8333-444455556666","id":"19:abc@thread.tacv2;messageid=1764130470155","isGroup":true},
        "recipient":{"id":"28:0a1b2c3d-0000-4000-8000-00000000b07a","name":"Lark"},"textFormat":"plain","text":"<at>Lark</at> What does the Academy Starter plan cost for a shop of two people?\n","locale":"en-GB",
        "attachments":[{"contentType":"text/html","content":"<div><div><span itemscope=\"\" itemtype=\"http://schema.skype.com/Mention\" itemid=\"0\">Lark</span>&nbsp;What does the Academy Starter plan cost for a shop of two people?</div></div>"}],
        "entities":[{"type":"mention","mentioned":{"id":"28:0a1b2c3d-0000-4000-8000-00000000b07a","name":"Lark"},"text":"<at>Lark</at>"},{"type":"clientInfo","locale":"en-GB","country":"DE","platform":"Web","timezone":"Europe/Berlin"}],
        "channelData":{"teamsChannelId":"19:abc@thread.tacv2","teamsTeamId":"19:abc@thread.tacv2","channel":{"id":"19:abc@thread.tacv2"},"team":{"id":"19:abc@thread.tacv2"},"tenant":{"id":"0b2f5f0e-1111-4222-8333-444455556666"}}}
        """);

    public static Task<int> Run(BenchOptions options)
    {
        var activity = ActivityJson.Read(Sample);
        using var document = JsonDocument.Parse(Sample);
        var buffer = new ArrayBufferWriter<byte>(8192);

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"An activity of {Sample.Length} bytes, the median of {Rounds}."));
        Console.WriteLine();
        Console.WriteLine("| | ns | bytes allocated | ÷ JsonDocument, time |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        var parse = Line("JsonDocument.Parse", null, () => JsonDocument.Parse(Sample).Dispose());
        Line("ActivityJson.Read", parse, () => ActivityJson.Read(Sample));
        var write = Line("JsonDocument.WriteTo", null, () =>
        {
            buffer.ResetWrittenCount();
            using var writer = new Utf8JsonWriter(buffer);
            document.WriteTo(writer);
        });
        Line("ActivityJson.Write", write, () => ActivityJson.Write(activity));
        return Task.FromResult(0);
    }

    static double Line(string name, double? baseline, Action once)
    {
        var (nanoseconds, bytes) = Measure(once);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {nanoseconds:F0} | {bytes:F0} | {nanoseconds / (baseline ?? nanoseconds):F2} |"));
        return nanoseconds;
    }

    static (double Nanoseconds, double Bytes) Measure(Action once)
    {
        const int Times = 20_000;
        var rounds = new List<double>();
        double bytes = 0;
        // The first rounds are there to be compiled well.
        for (var round = -4; round < Rounds; round++)
        {
            var (allocated, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var time = 0; time < Times; time++) once();
            var elapsed = Stopwatch.GetElapsedTime(began);
            bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / Times;
            if (round >= 0) rounds.Add(elapsed.TotalNanoseconds / Times);
        }
        rounds.Sort();
        return (rounds[Rounds / 2], bytes);
    }
}
