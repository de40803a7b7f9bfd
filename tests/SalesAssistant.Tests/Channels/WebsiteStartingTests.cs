using System.Diagnostics;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>However the program is started, the website has its files, ours and a library's.</summary>
public sealed class WebsiteStartingTests
{
    // The tests were built beside the product, in the same configuration.
    static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Run_from_its_sources(string environment)
    {
        await using var server = await ServerProcess.Start(
            ["run", "--project", "src/SalesAssistant", "--no-build", "--configuration", Configuration, "--"],
            environment: new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = environment, ["ASPNETCORE_ENVIRONMENT"] = environment });
        await HasItsFiles(server);
    }

    [Fact]
    public async Task Run_as_a_built_assembly_from_the_repository()
    {
        await using var server = await ServerProcess.Start([Path.Combine("src", "SalesAssistant", "bin", Configuration, "net10.0", "SalesAssistant.dll")]);
        await HasItsFiles(server);
    }

    [Fact]
    public async Task Run_as_a_published_assembly_from_the_repository()
    {
        var published = TestFolder.New("published");
        await Publish(published);
        await using var server = await ServerProcess.Start([Path.Combine(published, "SalesAssistant.dll")]);
        await HasItsFiles(server);
    }

    static async Task HasItsFiles(ServerProcess server)
    {
        using var http = server.Http();
        var chat = await http.GetStringAsync("/chat");
        var webChat = chat.Split("data-webchat=\"")[1].Split('"')[0];
        foreach (var path in new[] { "/", "/css/tokens.css", "/embed.js", "/chat/chat.js", webChat, "/_content/MudBlazor/MudBlazor.min.css" })
        {
            using var answer = await http.GetAsync(path);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}\n{server.Output}");
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    static async Task Publish(string folder)
    {
        using var publish = Process.Start(new ProcessStartInfo("dotnet",
            ["publish", "src/SalesAssistant", "--no-build", "--configuration", Configuration, "--output", folder, "-nologo", "-nodeReuse:false",
             // What was built is published as it is; compiling ahead would build anew for a minute.
             "-p:UseCurrentRuntimeIdentifier=false", "-p:PublishReadyToRun=false"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
    }
}
