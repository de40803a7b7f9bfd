using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Content;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Content;

public sealed class LiveEdits : IAsyncLifetime
{
    readonly Marketing marketing = new Marketing().Writes("pricing.md", "# Pricing\n\nStarter costs €29 a month.");

    SalesApp app = null!;

    ContentLibrary Library => app.Services.GetRequiredService<ContentLibrary>();

    public async ValueTask InitializeAsync() =>
        app = await SalesApp.Start(settings: ["--Content:Directory", marketing.Directory, "--Content:ScanEvery", "01:00:00"]);

    [Fact]
    public async Task An_edit_is_served_while_the_program_runs_and_a_turn_keeps_what_it_began_with()
    {
        var held = Library.Current;

        marketing.Writes("pricing.md", "# Pricing\n\nStarter costs €31 a month.");
        await Eventually.Holds(() => Task.FromResult(Says("€31")));

        Assert.Contains("€29", Assert.Single(held.Passages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_files_renamed_files_and_deleted_files_are_noticed()
    {
        marketing.Writes("new/page.md", "# New\n\nA page in a new folder.");
        await Eventually.Holds(() => Task.FromResult(Library.Current.Items.Any(item => item.File == "new/page.md")));

        File.Move(Path.Combine(marketing.Directory, "new/page.md"), Path.Combine(marketing.Directory, "renamed.md"));
        await Eventually.Holds(() => Task.FromResult(Library.Current.Items.Select(item => item.File).SequenceEqual(["pricing.md", "renamed.md"])));

        File.Delete(Path.Combine(marketing.Directory, "pricing.md"));
        await Eventually.Holds(() => Task.FromResult(Library.Current.Items.Select(item => item.File).SequenceEqual(["renamed.md"])));
    }

    [Fact]
    public async Task A_broken_edit_is_reported_and_the_last_good_version_is_served()
    {
        marketing.Writes("pricing.md", "---\nvalid-to: soon\n---\nStarter costs €99 a month.");
        await Eventually.Holds(() => Task.FromResult(Library.Current.Faults.Count > 0));

        Assert.True(Says("€29"));
    }

    [Fact]
    public async Task What_each_version_said_is_kept_so_that_a_quote_can_be_verified_later()
    {
        var store = app.Services.GetRequiredService<SnapshotStore>();
        var before = Library.Current.Hash;
        marketing.Writes("pricing.md", "# Pricing\n\nStarter costs €31 a month.");
        await Eventually.Holds(() => Task.FromResult(Says("€31")));

        var kept = store.Read(before)!.Find("pricing.md#1")!;

        Assert.Equal("Starter costs €29", QuoteCheck.FindIn(kept.Text, "Starter costs €29"));
        Assert.NotNull(store.Read(Library.Current.Hash));
        Assert.Null(store.Read("0123456789abcdef"));
        Assert.Null(store.Read("../../etc/passwd"));
    }

    bool Says(string words) => Library.Current.Passages.Any(passage => passage.Text.Contains(words, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        marketing.Dispose();
    }
}
