using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>One running product for the tests of a class that change nothing in it.</summary>
public sealed class WebsiteServer : IAsyncLifetime
{
    public SalesApp App { get; private set; } = null!;
    public async ValueTask InitializeAsync() => App = await SalesApp.Start();
    public ValueTask DisposeAsync() => App.DisposeAsync();
}
