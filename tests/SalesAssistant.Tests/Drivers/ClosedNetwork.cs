using System.Net;
using System.Runtime.CompilerServices;

namespace SalesAssistant.Tests.Drivers;

/// <summary>Tests run with the outside closed: a call to any host but loopback meets a dead end.</summary>
sealed class ClosedNetwork : IWebProxy
{
    [ModuleInitializer]
    internal static void Close() => HttpClient.DefaultProxy = new ClosedNetwork();

    public ICredentials? Credentials { get; set; }
    public Uri GetProxy(Uri destination) => new("http://127.0.0.1:1");
    public bool IsBypassed(Uri host) => host.IsLoopback;
}
