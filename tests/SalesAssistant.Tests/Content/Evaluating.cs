using System.Text.Json;
using SalesAssistant.Content;
using Xunit;

namespace SalesAssistant.Tests.Content;

public sealed class Evaluating : IDisposable
{
    readonly Marketing marketing = new Marketing()
        .Writes("norway.md", "# Norway\n\nParcels to Norway arrive within five days.")
        .Writes("refunds.md", "# Refunds\n\nA refund is paid within 30 days.")
        .Writes("courses.md", "# Courses\n\nThe advertising course lasts six weeks.");

    readonly string questions = Path.GetTempFileName();
    readonly string details = Path.GetTempFileName();

    [Fact]
    public void Every_figure_is_what_the_questions_and_pages_give()
    {
        File.WriteAllLines(questions,
        [
            """{"id":"right","question":"How fast do parcels arrive in Norway?","pages":["norway.md"],"answer":"Parcels to Norway arrive within five days.","answerable":true}""",
            """{"id":"wrong page","question":"When is a refund paid?","pages":["courses.md"],"answerable":true}""",
            "",
            """{"id":"foreign","question":"Does the dishwasher support wireless firmware?","answerable":false}""",
        ]);

        var summary = JsonDocument.Parse(Evaluate(out var code)).RootElement;

        Assert.Equal(0, code);
        Assert.Equal(3, summary.GetProperty("questions").GetInt32());
        Assert.Equal(0.5, summary.GetProperty("recall@1").GetDouble());
        Assert.Equal(0.5, summary.GetProperty("recall@5").GetDouble());
        Assert.Equal(0.5, summary.GetProperty("mrr@10").GetDouble());
        Assert.Equal(0.5, summary.GetProperty("ndcg@10").GetDouble());
        Assert.Equal(1, summary.GetProperty("answerSaid").GetDouble());
        Assert.Equal(1, summary.GetProperty("auroc").GetDouble());
        Assert.Equal(0, summary.GetProperty("falseAnswerRate").GetDouble());
        var lines = File.ReadAllLines(details).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["right", "wrong page", "foreign"], lines.Select(line => line.GetProperty("id").GetString()!));
        Assert.Equal("norway.md", lines[0].GetProperty("ranked")[0].GetString());
        Assert.True(lines[0].GetProperty("answered").GetBoolean());
        Assert.Equal("Parcels to Norway arrive within five days.", lines[0].GetProperty("citations")[0].GetProperty("quote").GetString());
        Assert.False(lines[2].GetProperty("answered").GetBoolean());
        Assert.Equal(JsonValueKind.Null, lines[2].GetProperty("answer").ValueKind);
        Assert.InRange(lines[0].GetProperty("score").GetDouble(), 0.5, 1);
    }

    [Theory]
    [InlineData("""{"id":"a","question":"What?"}""", "not json", "line 2")]
    [InlineData("""{"id":"a"}""", "", "line 1")]
    public void A_line_that_is_no_question_is_refused_by_its_number(string first, string second, string where)
    {
        File.WriteAllLines(questions, [first, second]);

        Evaluate(out var code, out var error);

        Assert.Equal(2, code);
        Assert.Contains(where, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_refused()
    {
        using var error = new StringWriter();
        Assert.Equal(2, await EvaluateCommand.Run(new("no-such-folder", [questions]), TextWriter.Null, error, CancellationToken.None));
        Assert.StartsWith("--content", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Documents, questions and judgements as the BEIR collections have them, the documents packed.</summary>
    [Fact]
    public async Task A_collection_in_the_form_of_BEIR_is_asked_as_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("beir-test-").FullName;
        using (var packed = new System.IO.Compression.GZipStream(File.Create(Path.Combine(folder, "corpus.jsonl.gz")), System.IO.Compression.CompressionMode.Compress))
        using (var corpus = new StreamWriter(packed))
        {
            corpus.WriteLine("""{"_id":"d/1","title":"Strikethrough","text":"Put two tildes around the words to cross them out."}""");
            corpus.WriteLine("""{"_id":"d/2","title":"Bold","text":"Put two asterisks around the words to make them bold."}""");
        }
        File.WriteAllLines(Path.Combine(folder, "qrels.tsv"), ["query-id\tcorpus-id\tscore", "q1\td/1\t1", "q2\td/2\t1", "q3\td/2\t0"]);
        var asked = Path.Combine(folder, "queries.jsonl");
        File.WriteAllLines(asked, ["""{"_id":"q1","text":"How do I cross words out with tildes?"}""", """{"_id":"q2","text":"How do I make words bold with asterisks?"}""", """{"_id":"q3","text":"Nobody has judged this"}"""]);
        using var output = new StringWriter();

        Assert.Equal(0, await EvaluateCommand.Run(new(folder, [asked], details, Json: true, IsBeir: true), output, TextWriter.Null, CancellationToken.None));

        var summary = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal((2, 1.0), (summary.GetProperty("questions").GetInt32(), summary.GetProperty("recall@1").GetDouble()));
        Assert.Equal("d%2F1.md", JsonDocument.Parse(File.ReadLines(details).First()).RootElement.GetProperty("ranked")[0].GetString());
        File.Delete(Path.Combine(folder, "qrels.tsv"));
        using var error = new StringWriter();
        Assert.Equal(2, await EvaluateCommand.Run(new(folder, [asked], IsBeir: true), TextWriter.Null, error, CancellationToken.None));
        Assert.Contains("qrels.tsv", error.ToString(), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_classifier_of_intents_is_measured_in_scope_and_out_of_it()
    {
        File.WriteAllLines(questions, Enumerable.Range(0, 8).SelectMany(number => new[]
        {
            $$"""{"text":"translate the word number {{number}} into spanish","intent":"translate"}""",
            $$"""{"text":"what is the weather like tomorrow at {{number}}","intent":"weather"}""",
        }));
        File.WriteAllLines(details, ["""{"text":"please translate this into spanish","intent":"translate"}""", """{"text":"how is the weather tomorrow","intent":"weather"}""", """{"text":"xqzt wvvk pplrm","intent":"oos"}"""]);
        using var output = new StringWriter();

        Assert.Equal(0, SalesAssistant.Assistant.Embedded.IntentEvaluation.Run(questions, [details], json: true, output, TextWriter.Null));

        var summary = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal((16, 2, 1.0, 1.0), (summary.GetProperty("examples").GetInt32(), summary.GetProperty("intents").GetInt32(), summary.GetProperty("accuracy").GetDouble(), summary.GetProperty("outOfScopeRecall").GetDouble()));
    }

    string Evaluate(out int code) => Evaluate(out code, out _);

    string Evaluate(out int code, out string error)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        code = EvaluateCommand.Run(new(marketing.Directory, [questions], details, Json: true), output, errors, CancellationToken.None).GetAwaiter().GetResult();
        error = errors.ToString();
        return output.ToString();
    }

    public void Dispose()
    {
        marketing.Dispose();
        File.Delete(questions);
        File.Delete(details);
    }
}
