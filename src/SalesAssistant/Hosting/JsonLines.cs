using System.Text.Json;

namespace SalesAssistant.Hosting;

/// <summary>A command that reads JSON lines and answers each with one that bears the same id.</summary>
public static class JsonLines
{
    const int Fine = 0, FaultyLines = 1;

    /// <summary>Answers every line; one that can't be answered gets an "error" and the work goes on. Empty lines are passed over.</summary>
    /// <param name="questions">One JSON object a line.</param>
    /// <param name="answers">Gets the answers.</param>
    /// <param name="errors">Gets one line at the end that says how many there were that could not be answered, and why the first could not.</param>
    /// <param name="answer">The answer's fields, without the id. Throws <see cref="JsonException"/> or <see cref="FormatException"/> for a line that it can't answer.</param>
    /// <returns>The exit code: 0 when all lines were good, 1 when one was not.</returns>
    public static int Answer(TextReader questions, TextWriter answers, TextWriter errors, Func<string, Dictionary<string, object?>> answer)
    {
        var (number, bad, first) = (0, 0, "");
        while (questions.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            JsonElement? id = null;
            Dictionary<string, object?> fields;
            try
            {
                id = IdOf(line);
                fields = answer(line);
            }
            catch (Exception fault) when (fault is JsonException or FormatException)
            {
                var message = fault is JsonException json ? $"not the JSON that is expected{(json.Path is null ? "" : $", at {json.Path}")}" : fault.Message;
                fields = new() { ["error"] = message };
                if (++bad == 1)
                    first = $"line {number}: {message}";
            }

            answers.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object?> { ["id"] = id }.Concat(fields).ToDictionary(), CommandLines.Json));
        }

        answers.Flush();
        if (bad == 0)
            return Fine;
        errors.WriteLine($"{bad} of {number} lines could not be answered; {first}.");
        return FaultyLines;
    }

    static JsonElement? IdOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("id", out var id) ? id.Clone() : null;
    }
}
