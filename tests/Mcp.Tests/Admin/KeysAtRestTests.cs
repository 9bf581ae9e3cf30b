using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>DATA_PROTECTION_CERT_PATH: what the database holds of the keys, with it and without.</summary>
public sealed class KeysAtRestTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string CertificateFile => Path.Combine(folder.Path, "keys.pem");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task With_a_certificate_the_database_holds_no_key_in_clear_and_other_replicas_have_it_all_the_same()
    {
        Make(RSA.Create(2048));

        var text = await RunAsync(it => it.Protect("a device"), CertificateFile);
        var stored = Stored();
        var read = await RunAsync(it => it.Unprotect(text), CertificateFile);
        var without = await Record.ExceptionAsync(() => RunAsync(it => it.Unprotect(text), certificate: null));

        Assert.Contains("EncryptedData", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("<value>", stored, StringComparison.Ordinal);
        Assert.Equal("a device", read);
        Assert.IsType<CryptographicException>(without);
    }

    [Fact]
    public async Task Without_one_they_are_in_clear()
    {
        await RunAsync(it => it.Protect("a device"), certificate: null);

        Assert.Contains("<value>", Stored(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_holds_another_kind_of_key_is_refused()
    {
        Assert.Equal("DATA_PROTECTION_CERT_PATH", Assert.Single(Read(CertificateFile).Errors).Setting);

        Make(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var refused = Assert.Single(Read(CertificateFile).Errors);
        Assert.Contains("no RSA key", refused.ToString(), StringComparison.Ordinal);
    }

    private void Make(AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest("CN=keys", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=keys", (ECDsa)key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        key.Dispose();
    }

    private async Task<string> RunAsync(Func<IDataProtector, string> use, string? certificate)
    {
        await using var server = ServerHost.Build(Read(certificate).Settings!);
        await server.StartAsync();
        try
        {
            return use(server.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("a test"));
        }
        finally
        {
            await server.StopAsync();
        }
    }

    private string Stored()
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(folder.Path, "financial-mcp.db")};Mode=ReadOnly;Pooling=False"
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select group_concat(xml) from protection_key";
        return (string)command.ExecuteScalar()!;
    }

    private ConfigurationReport Read(string? certificate)
    {
        var settings = ServerProcess.Settings(
            "v1",
            "http://127.0.0.1:9",
            "http://127.0.0.1:9",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = folder.Path }
        );
        settings["LOG_LEVEL"] = "CRITICAL";
        if (certificate is not null)
        {
            settings["DATA_PROTECTION_CERT_PATH"] = certificate;
        }

        return ConfigurationReading.Read(
            ConfigurationSources.Of(new Dictionary<string, string>(settings, StringComparer.Ordinal))
        );
    }
}
