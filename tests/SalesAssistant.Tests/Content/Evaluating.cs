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
        Assert.Equal(2, await EvaluateCommand.Run(new("no-such-folder", questions), TextWriter.Null, error, CancellationToken.None));
        Assert.StartsWith("--content", error.ToString(), StringComparison.Ordinal);
    }

    string Evaluate(out int code) => Evaluate(out code, out _);

    string Evaluate(out int code, out string error)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        code = EvaluateCommand.Run(new(marketing.Directory, questions, details, Json: true), output, errors, CancellationToken.None).GetAwaiter().GetResult();
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
