using System.Text;

namespace SalesAssistant.Conversations.Mails;

/// <summary>What an e-mail says, as its plain text and its HTML both have it. All of it is text; nothing here is markup.</summary>
/// <param name="Language">Two letters.</param>
public sealed record MailContent(string Language, string Subject)
{
    /// <summary>What is said first, a paragraph each.</summary>
    public required IReadOnlyList<string> Opening { get; init; }

    /// <summary>When, with whom, where.</summary>
    public required IReadOnlyList<(string Label, string Value)> Facts { get; init; }

    /// <summary>The first is the one that most will follow.</summary>
    public required IReadOnlyList<MailLink> Links { get; init; }

    /// <summary>What is known beforehand, under headings.</summary>
    public IReadOnlyList<MailSection> Sections { get; init; } = [];

    /// <summary>What is said last, a paragraph each.</summary>
    public IReadOnlyList<string> Closing { get; init; } = [];

    /// <summary>Why somebody gets this.</summary>
    public required string Footer { get; init; }

    /// <summary>For readers that show no HTML.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var paragraph in Opening)
            text.Append(paragraph).Append("\n\n");
        foreach (var (label, value) in Facts)
            text.Append(label).Append(": ").Append(value).Append('\n');
        text.Append('\n');
        foreach (var link in Links)
            text.Append(link.Label).Append(": ").Append(link.Address).Append('\n');
        if (Links.Count > 0)
            text.Append('\n');
        foreach (var section in Sections)
        {
            text.Append(section.Heading).Append('\n');
            foreach (var item in section.Items)
                text.Append("- ").AppendJoin("\n  ", item.Lines).Append('\n');
            text.Append('\n');
        }
        foreach (var paragraph in Closing)
            text.Append(paragraph).Append("\n\n");
        return text.Append("-- \n").Append(Footer).Append('\n').ToString();
    }
}

/// <summary>Where somebody can go on.</summary>
public sealed record MailLink(string Label, string Address);

/// <summary>Something under a heading.</summary>
public sealed record MailSection(string Heading, IReadOnlyList<MailItem> Items);

/// <summary>One point of a section: the first line says it, the rest is about it.</summary>
public sealed record MailItem(IReadOnlyList<string> Lines);
