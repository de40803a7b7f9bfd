using SalesAssistant.Tests.Drivers;

namespace SalesAssistant.Tests.Reps;

/// <summary>A sales directory of a test's own.</summary>
sealed class SalesFolder : IDisposable
{
    public const string Team = """
        company: { name: Bright Path, timeZone: Europe/Berlin, holidays: [2026-12-25] }
        reps:
          - email: mia@example.com
            name: Mia Berger
            title: Account executive
            timeZone: Europe/Berlin
            languages: [en, de]
            workingHours:
              - { days: [mon, tue, wed, thu], start: "09:00", end: "12:30" }
              - { days: [mon, tue, wed, thu, fri], start: "13:30", end: "17:00" }
            overrides:
              - { date: 2026-12-24, ranges: [] }
          - email: tom@example.com
            name: Tom Reed
            timeZone: America/New_York
            workingHours:
              - { days: [mon, tue, wed, thu, fri], start: "09:00", end: "17:00" }
            overrides:
              - { date: 2026-12-25, ranges: [{ start: "10:00", end: "11:00" }] }
        teams: [ { name: sales, members: [mia@example.com, tom@example.com] } ]
        """;

    public string Path { get; } = TestFolder.New("sales");

    /// <summary>Writes a file as an editor does: beside it, then moved over it.</summary>
    public void Write(string name, string text)
    {
        var draft = System.IO.Path.Combine(Path, name + ".draft");
        File.WriteAllText(draft, text);
        File.Move(draft, System.IO.Path.Combine(Path, name), overwrite: true);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
