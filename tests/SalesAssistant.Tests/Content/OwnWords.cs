using SalesAssistant.Content;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Content;

/// <summary>Synonyms, product names and spellings that marketing edits in words.txt.</summary>
public sealed class OwnWords : IDisposable
{
    readonly Marketing marketing = new Marketing()
        .Writes("zephyr.md", "# Zephyr\n\nZephyr costs €29 a month.")
        .Writes("office.md", "# Office\n\nOur rooms are beside the harbour.");

    [Fact]
    public void Words_of_one_line_find_each_other_as_soon_as_the_line_is_written()
    {
        Assert.Empty(marketing.FilesFor("blowpipe"));

        marketing.Writes("words.txt", "# the old name\nzephyr, blowpipe, wind machine");

        Assert.Equal(["zephyr.md"], marketing.FilesFor("blowpipe"));
        Assert.Equal(["zephyr.md"], marketing.FilesFor("Is the wind machine any good?"));
    }

    [Fact]
    public void A_spelling_is_read_as_the_right_one()
    {
        marketing.Writes("words.txt", "zefir = Zephyr");

        Assert.Equal("Zephyr costs €29 a month.", marketing.AnswerTo("What does ZEFIR cost?"));
        Assert.Empty(marketing.FilesFor("zefirs"));
    }

    [Fact]
    public async Task A_line_that_says_nothing_is_named_by_check_and_the_others_are_in_force()
    {
        marketing.Writes("words.txt", "zephyr, blowpipe\n\nlonely\n= Zephyr");

        var faults = ContentCheck.Run(marketing.Directory).Where(fault => fault.File == "words.txt");

        Assert.Equal([3, 4], faults.Select(fault => fault.Line));
        Assert.Equal(["zephyr.md"], marketing.FilesFor("blowpipe"));
        Assert.Equal(1, (await SalesCommand.Run("check", "--Content:Directory", marketing.Directory)).ExitCode);
    }

    public void Dispose() => marketing.Dispose();
}
