using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Contacts;

/// <summary>A known person: a visitor who gave a name or an address. Everything here was typed by that person.</summary>
public sealed class Contact
{
    public required string Id { get; init; }
    public string? Name { get; set; }

    /// <summary>Lower-case. Not unique: an address typed in a chat proves nothing, so two conversations are not joined by it.</summary>
    public string? Email { get; set; }

    /// <summary>With its country code, such as "+49 30 901820".</summary>
    public string? Phone { get; set; }

    public string? TimeZone { get; set; }
    public required DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; set; }
}

sealed class ContactTable : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("Contacts").HasKey(contact => contact.Id);
        builder.HasIndex(contact => contact.Email);
    }
}
