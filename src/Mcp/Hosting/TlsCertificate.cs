using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>A certificate with its key, and those between it and its root.</summary>
internal sealed record TlsCertificate(X509Certificate2 Own, X509Certificate2Collection Chain) : IDisposable
{
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    /// <summary>What Kestrel serves it by. RFC 9325, 3.1.1: nothing older than TLS 1.2.</summary>
    public HttpsConnectionAdapterOptions Options =>
        new()
        {
            ServerCertificate = Own,
            ServerCertificateChain = Chain,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = Handshake,
        };

    /// <summary>
    /// Reads two PEM files. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/> where one cannot be
    /// read, and <see cref="System.Security.Cryptography.CryptographicException"/> or <see cref="ArgumentException"/> where they
    /// are not a certificate and its key.
    /// </summary>
    public static TlsCertificate Load(string certificateFile, string keyFile)
    {
        var own = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        try
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificateFile);
            return new TlsCertificate(own, chain);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Own.Dispose();
        foreach (var certificate in Chain)
        {
            certificate.Dispose();
        }
    }
}
