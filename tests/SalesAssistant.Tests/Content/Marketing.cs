using NodaTime;
using SalesAssistant.Content;
using SalesAssistant.Tests.Drivers;

namespace SalesAssistant.Tests.Content;

/// <summary>A marketing team with a folder of files, and a prospect who asks.</summary>
public sealed class Marketing : IDisposable
{
    ContentFolder? folder;

    public string Directory { get; } = TestFolder.New("content");

    public LocalDate Today { get; set; } = new(2026, 11, 23);

    public Snapshot Snapshot => (folder ??= new ContentFolder(Directory)).Read();

    public Marketing Writes(string file, string text)
    {
        var path = Path.Combine(Directory, file);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public SearchResult Search(string question) => Snapshot.Search(question, 10, Today);

    public IEnumerable<string> FilesFor(string question) => Search(question).Hits.Select(hit => hit.Passage.Item.File).Distinct();

    public string AnswerTo(string question, double threshold = 0) =>
        string.Join(" ", AnswerComposer.Compose(question, Search(question), threshold).Select(sentence => sentence.Sentence));

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
