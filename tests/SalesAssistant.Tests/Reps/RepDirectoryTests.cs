using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SalesAssistant.Reps;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Reps;

public sealed class RepDirectoryTests : IDisposable
{
    readonly SalesFolder folder = new();

    RepDirectory Open(TimeProvider clock) => new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Sales:Directory", folder.Path)]).Build(),
        clock,
        NullLogger<RepDirectory>.Instance);

    [Fact]
    public async Task An_edit_is_taken_while_the_program_runs()
    {
        folder.Write("team.yaml", SalesFolder.Team);
        using var directory = Open(TimeProvider.System);
        Assert.Equal("Mia Berger", directory.Find("mia@example.com")!.Name);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        directory.Changed += () => changed.TrySetResult();

        folder.Write("team.yaml", SalesFolder.Team.Replace("Mia Berger", "Mia Berger-Lind"));

        await changed.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Mia Berger-Lind", directory.Find("mia@example.com")!.Name);
    }

    [Fact]
    public async Task What_the_watcher_misses_the_scan_finds()
    {
        var clock = new FakeTimeProvider();
        folder.Write("team.yaml", SalesFolder.Team);
        using var directory = Open(clock);
        Assert.Equal("Tom Reed", directory.Find("tom@example.com")!.Name);

        folder.Write("team.yaml", SalesFolder.Team.Replace("Tom Reed", "Thomas Reed"));

        // Where the watcher does see it, the scan that is due just then is put off by a moment.
        await Eventually.Holds(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            return Task.FromResult(directory.Find("tom@example.com")!.Name == "Thomas Reed");
        });
    }

    [Fact]
    public async Task A_bad_edit_leaves_the_last_good_version_in_force()
    {
        var clock = new FakeTimeProvider();
        folder.Write("team.yaml", SalesFolder.Team);
        using var directory = Open(clock);
        Assert.Empty(directory.Faults);

        folder.Write("team.yaml", SalesFolder.Team.Replace("America/New_York", "Nowhere"));
        await Eventually.Holds(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            return Task.FromResult(directory.Faults.Count > 0);
        });

        Assert.Equal("Tom Reed", directory.Find("tom@example.com")!.Name);
        Assert.Contains(directory.Faults, f => f.Message.Contains("Nowhere"));

        folder.Write("team.yaml", SalesFolder.Team.Replace("Tom Reed", "Thomas Reed"));

        // Where the watcher does see it, the scan that is due just then is put off by a moment.
        await Eventually.Holds(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            return Task.FromResult(directory.Find("tom@example.com")!.Name == "Thomas Reed");
        });
        Assert.Empty(directory.Faults);
    }

    [Fact]
    public void Without_a_good_version_the_error_names_file_line_and_remedy()
    {
        using var missing = Open(TimeProvider.System);
        var absent = Assert.Throws<SalesFileException>(() => missing.Current);
        Assert.Contains("team.yaml", absent.Message);
        Assert.Contains("Sales:Directory", absent.Message);

        folder.Write("team.yaml", SalesFolder.Team.Replace("America/New_York", "Nowhere"));
        using var bad = Open(TimeProvider.System);
        Assert.Contains("team.yaml:15: \"Nowhere\" is not a known time zone", Assert.Throws<SalesFileException>(() => bad.Current).Message);
    }

    public void Dispose() => folder.Dispose();
}
