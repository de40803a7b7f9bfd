namespace SalesAssistant.Conversations.Api;

/// <summary>/api/v1/contacts: what is known of a person, and its end.</summary>
public static class ContactsApi
{
    public static void MapContactsApi(this RouteGroupBuilder api)
    {
        api.MapGet("/contacts/{id}", async (string id, PersonalFiles people, CancellationToken cancel) =>
            await people.Find(id, cancel) is { } file ? Results.Ok(file) : NoSuchContact(id));

        api.MapDelete("/contacts/{id}", async (string id, Erasure erasure, CancellationToken cancel) =>
            await erasure.Run(id, cancel) is { IsEmpty: false } report ? Results.Ok(report) : NoSuchContact(id));
    }

    static IResult NoSuchContact(string id) => Results.Problem($"Nobody is known by '{(id.Length > 64 ? id[..64] : id)}': give a contact's id, an e-mail address, or a conversation's id.", statusCode: 404);
}
