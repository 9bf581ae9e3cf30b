using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FinancialMcp.Testing;

/// <summary>A root of our own and a certificate of one host below it, as files; nothing but its clients trusts them.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly X509Certificate2 root;

    public TestCertificate(string host)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=root of a test", rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        root = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var own = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        own.CertificateExtensions.Add(names.Build());
        using var made = own.Create(root, now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        CertificateFile = Path.Combine(folder.Path, "cert.pem");
        KeyFile = Path.Combine(folder.Path, "key.pem");
        File.WriteAllText(CertificateFile, made.ExportCertificatePem() + "\n" + root.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    /// <summary>Reaches what listens at a URL of this machine, whatever host is asked for, and trusts this root alone.</summary>
    public SocketsHttpHandler HandlerTo(string url, CookieContainer cookies) =>
        new()
        {
            CookieContainer = cookies,
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustInRoot() },
            ConnectCallback = async (_, cancellationToken) =>
            {
                var to = new Uri(url);
                var socket = new System.Net.Sockets.Socket(
                    System.Net.Sockets.SocketType.Stream,
                    System.Net.Sockets.ProtocolType.Tcp
                );
                await socket.ConnectAsync(IPAddress.Loopback, to.Port, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };

    public void Dispose()
    {
        root.Dispose();
        folder.Dispose();
    }

    private X509ChainPolicy TrustInRoot() =>
        new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { root },
            RevocationMode = X509RevocationMode.NoCheck,
        };
}
