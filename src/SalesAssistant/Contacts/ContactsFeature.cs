namespace SalesAssistant.Contacts;

public static class ContactsFeature
{
    public static IServiceCollection AddContacts(this IServiceCollection services) => services.AddSingleton<ContactBook>();
}
