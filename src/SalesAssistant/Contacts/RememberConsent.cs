using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Contacts;

/// <summary>
/// A visitor's yes to being remembered across conversations. While it is there, what they told of themselves in one conversation is known in the next;
/// withdrawing it removes the row. It holds nothing of what was told: that stands in the conversations.
/// </summary>
public sealed class RememberConsent
{
    /// <summary>Random.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is: an id that the channel vouches for, such as `directline dl_…` or `msteams TENANT OBJECT-ID`. An address that was only typed is none.</summary>
    public required string Person { get; init; }

    /// <summary>The question as the visitor read it.</summary>
    public required string Text { get; init; }

    /// <summary>Which wording it was: the beginning of the text's SHA-256, so that it changes whenever the text does.</summary>
    public required string Version { get; init; }

    /// <summary>The language of the text, two letters.</summary>
    public required string Language { get; init; }

    /// <summary>The conversation in which it was given.</summary>
    public required string ConversationId { get; init; }

    /// <summary>The visitor's message with which it was given.</summary>
    public required int Sequence { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime GivenAt { get; init; }

    /// <summary>When the person was last recognised by it, UTC; from then on it holds for as long as `Assistant:RememberFor` says.</summary>
    public DateTime UsedAt { get; set; }

    public static string NewId() => RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", 20);

    /// <summary>The version of a wording.</summary>
    public static string VersionOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}

sealed class RememberConsentTable : IEntityTypeConfiguration<RememberConsent>
{
    public void Configure(EntityTypeBuilder<RememberConsent> builder)
    {
        builder.ToTable("RememberConsents").HasKey(consent => consent.Id);
        builder.HasIndex(consent => consent.Person).IsUnique();
        builder.HasIndex(consent => consent.UsedAt);
    }
}
