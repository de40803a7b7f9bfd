using System.Net.Mail;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using SalesAssistant.Data;

namespace SalesAssistant.Contacts;

/// <summary>Who a visitor is, by what they typed themselves.</summary>
public sealed partial class ContactBook
{
    const int LongestName = 120;
    const int LongestEmail = 254;

    /// <summary>Writes name, address and number down for this conversation's person, inside the caller's unit of work.</summary>
    /// <returns>The contact's id.</returns>
    public string Note(WriteSession session, string? contactId, string? name, string? email, string? timeZone, DateTime now, string? phone = null)
    {
        var contact = contactId is null ? null : session.Db.Set<Contact>().SingleOrDefault(candidate => candidate.Id == contactId);
        if (contact is null)
        {
            contact = new Contact { Id = RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", 20), CreatedAt = now };
            session.Db.Add(contact);
        }
        contact.Name = name ?? contact.Name;
        contact.Email = email?.ToLowerInvariant() ?? contact.Email;
        contact.Phone = phone ?? contact.Phone;
        contact.TimeZone = timeZone ?? contact.TimeZone;
        contact.UpdatedAt = now;
        session.Db.SaveChanges();
        return contact.Id;
    }

    /// <summary>The address when it has the form of one: a single line, one @, a dot in the domain. Null otherwise.</summary>
    public static string? EmailIn(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        return trimmed.Length <= LongestEmail && EmailForm().IsMatch(trimmed) && MailAddress.TryCreate(trimmed, out var address) && address.Address == trimmed ? trimmed : null;
    }

    /// <summary>A name that can be shown and mailed: one line of letters and common signs. Null otherwise.</summary>
    public static string? NameIn(string? text)
    {
        var trimmed = Spaces().Replace(text ?? "", " ").Trim(' ', ',', ';', '-', ':');
        return trimmed.Length is > 0 and <= LongestName && !trimmed.Any(character => char.IsControl(character) || character is '<' or '>' or '@') && trimmed.Any(char.IsLetter) ? trimmed : null;
    }

    /// <summary>Finds "Anna Schmidt, anna@example.com" in a sentence: the address, and what is left as a name.</summary>
    public static (string? Name, string? Email) ReadFrom(string text)
    {
        var match = EmailInText().Match(text);
        if (!match.Success || EmailIn(match.Value.TrimEnd('.')) is not { } email)
            return (null, null);
        var rest = Filler().Replace(text.Remove(match.Index, match.Length), " ");
        var name = NameIn(rest);
        return (name is { Length: <= 60 } && name.Count(character => character == ' ') <= 4 ? name : null, email);
    }

    /// <summary>What is left as a name of words whose number and address were taken out: up to four words that begin as names do. Null otherwise.</summary>
    public static string? NameBeside(string rest) =>
        NameIn(CallFiller().Replace(Filler().Replace(rest, " "), " ")) is { } name && name.TrimEnd('.', '!').Split(' ') is { Length: <= 4 } words && words.All(word => char.IsUpper(word[0]) || Particles.Contains(word)) && char.IsUpper(name[0])
            ? name.TrimEnd('.', '!')
            : null;

    static readonly HashSet<string> Particles = ["van", "von", "de", "der", "den", "di", "da", "la", "del", "bin", "zu"];

    [GeneratedRegex(@"^[^@\s<>()\[\]\\,;:""]+@[^@\s<>()\[\]\\,;:""]+\.[^@\s<>()\[\]\\,;:"".]{2,}$")]
    private static partial Regex EmailForm();

    [GeneratedRegex(@"[^@\s<>()\[\]\\,;:""]+@[^@\s<>()\[\]\\,;:""]+\.[^@\s<>()\[\]\\,;:""]{2,}")]
    private static partial Regex EmailInText();

    [GeneratedRegex(@"\b(my name is|my email is|my e-mail is|my address is|e-?mail( address)?|name|i am|i'm|this is|it's|and|it is|here is|sure|yes|please)\b[:,]?", RegexOptions.IgnoreCase)]
    private static partial Regex Filler();

    [GeneratedRegex(@"\b(?:my (?:tele)?(?:phone )?number is|(?:you can )?(?:call|ring|phone|reach) me(?: back)?|(?:tele)?phone(?: number)?|mobile|number|tel|at|on|under|ich heiße|mein name ist|ich bin|meine (?:telefon|handy)?nummer(?: ist| lautet)?|(?:telefon|handy)?nummer|telefon|handy|rufen sie mich(?: bitte)?(?: an| zurück)?|unter|bitte|ja|und|gerne?|das ist)\b[.:,]?", RegexOptions.IgnoreCase)]
    private static partial Regex CallFiller();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
