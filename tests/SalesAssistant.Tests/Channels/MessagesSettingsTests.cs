using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Settings of the Bot Framework that can't be used together are refused before anybody is served.</summary>
public sealed class MessagesSettingsTests : IDisposable
{
    const string Tenant = "TenantId=7e5a0000-0000-4000-8000-00000000aaaa";
    readonly string folder = TestFolder.New("sales");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("AppId", "Production", "AppId=a")]
    [InlineData("AppId", "Development", "AppId=a", "AllowUnauthenticated=true")]
    [InlineData("ClientSecret", "Production", "ClientSecret=s")]
    [InlineData("ManagedIdentity", "Production", "ManagedIdentity=true")]
    [InlineData("CertificateFile", "Production", "AppId=a", "ClientSecret=s", "CertificateFile=x.pfx")]
    [InlineData("ManagedIdentity", "Production", "AppId=a", "ClientSecret=s", "ManagedIdentity=true")]
    [InlineData("CertificateFile", "Production", "AppId=a", "CertificateFile=nowhere.pfx")]
    [InlineData("CertificateFile", "Production", "AppId=a", "CertificateFile=nowhere.pem")]
    [InlineData("TokenEndpoint", "Production", "AppId=a", "ManagedIdentity=true", "TokenEndpoint=https://login.example/token")]
    [InlineData("TokenEndpoint", "Production", "AppId=a", "ClientSecret=s", "TokenEndpoint=http://127.0.0.1:1/token")]
    [InlineData("TokenEndpoint", "Development", "AppId=a", "ClientSecret=s", "TokenEndpoint=http://login.example/token")]
    [InlineData("TokenEndpoint", "Development", "AppId=a", "ClientSecret=s", "TokenEndpoint=nonsense")]
    [InlineData("OpenIdMetadata", "Production", "AppId=a", "ClientSecret=s", "OpenIdMetadata=http://127.0.0.1:1/m")]
    [InlineData("OpenIdMetadata", "Development", "AppId=a", "ClientSecret=s", "OpenIdMetadata=http://10.0.0.1/m")]
    [InlineData("EntraOpenIdMetadata", "Production", "AppId=a", "ClientSecret=s", "EntraOpenIdMetadata=http://keys.example/m")]
    [InlineData("Cloud", "Production", "AppId=a", "ClientSecret=s", "Cloud=Moon")]
    [InlineData("AcceptEntraTokens", "Production", "AppId=a", "ClientSecret=s", "AcceptEntraTokens=true")]
    [InlineData("AcceptEntraTokens", "Production", "AppId=a", "ClientSecret=s", "AcceptEntraTokens=true", "TenantId=contoso.example")]
    [InlineData("AcceptEntraTokens", "Production", "AppId=a", "ClientSecret=s", "AcceptEntraTokens=perhaps", Tenant)]
    public void The_program_refuses_to_start_and_names_the_setting(string named, string environment, params string[] settings)
    {
        var fault = Assert.Throws<SettingException>(() => Server(environment, settings));

        Assert.Equal("BotFramework:" + named, fault.Setting);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData("Production", "AppId=a", "ClientSecret=s")]
    [InlineData("Production", "AppId=a", "ClientSecret=s", Tenant, "AcceptEntraTokens=true", "Cloud=usgovernment")]
    [InlineData("Production", "AppId=a", "ManagedIdentity=true")]
    [InlineData("Production", "AppId=a", "ClientSecret=s", "TokenEndpoint=https://login.example/token", "OpenIdMetadata=https://keys.example/m")]
    [InlineData("Development", "AppId=a", "ClientSecret=s", "TokenEndpoint=http://localhost:1/token", "OpenIdMetadata=http://[::1]:1/m")]
    public void What_can_be_used_is_not_refused(string environment, params string[] settings) => Assert.NotNull(Server(environment, settings));

    [Fact]
    public void A_certificate_is_read_from_pfx_and_pem_and_needs_its_private_key()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=bot", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(SalesApp.MondayMorning.AddDays(-1), SalesApp.MondayMorning.AddDays(365));
        File.WriteAllBytes(PathOf("bot.pfx"), certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Default, "hunter2"));
        File.WriteAllText(PathOf("bot.pem"), certificate.ExportCertificatePem() + "\n" + rsa.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PathOf("public.pem"), certificate.ExportCertificatePem());

        Assert.NotNull(Server("Production", "AppId=a", $"CertificateFile={PathOf("bot.pfx")}", "CertificatePassword=hunter2"));
        Assert.NotNull(Server("Production", "AppId=a", $"CertificateFile={PathOf("bot.pem")}"));
        Assert.Equal("BotFramework:CertificateFile", Assert.Throws<SettingException>(() => Server("Production", "AppId=a", $"CertificateFile={PathOf("public.pem")}")).Setting);
        var wrong = Assert.Throws<SettingException>(() => Server("Production", "AppId=a", $"CertificateFile={PathOf("bot.pfx")}", "CertificatePassword=hunter3"));
        Assert.DoesNotContain("hunter3", wrong.Message, StringComparison.Ordinal);
    }

    string PathOf(string file) => Path.Combine(folder, file);

    static Microsoft.AspNetCore.Builder.WebApplication Server(string environment, params string[] settings) =>
        Program.Server(["--environment", environment, "--Urls", "http://127.0.0.1:0", .. settings.SelectMany(setting => new[] { "--BotFramework:" + setting.Split('=', 2)[0], setting.Split('=', 2)[1] })]);
}
