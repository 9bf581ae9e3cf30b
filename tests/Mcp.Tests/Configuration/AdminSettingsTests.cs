using FinancialMcp.Testing;
using static FinancialMcp.Mcp.Tests.Configuration.ConfigurationText;

namespace FinancialMcp.Mcp.Tests.Configuration;

public sealed class AdminSettingsTests : IDisposable
{
    private const string Url = "https://admin.bank.test";
    private readonly TestCertificate certificate = new("admin.bank.test");

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("10.0.0.0/24, fd00::/64")]
    [InlineData("0.0.0.0/1")]
    public void A_listed_proxy_is_a_way_to_https(string proxies)
    {
        var report = Read(Production(("ADMIN_ENABLED", "true"), ("ADMIN_URL", Url), ("FORWARDED_PROXIES", proxies)));

        Assert.Empty(report.Errors);
        var address = report.Settings!.Listening.Admin!;
        Assert.True(report.Settings.Listening.AdminEnabled);
        Assert.Equal((new Uri(Url), null), (address.Url, address.CertificateFile));
        Assert.Equal(proxies.Split(',').Length, address.Proxies.Count);
    }

    [Fact]
    public void A_certificate_and_its_key_are_a_way_to_https()
    {
        Assert.Empty(Refused(WithTls(certificate.CertificateFile, certificate.KeyFile)));
        using var other = new TestCertificate("admin.bank.test");
        Assert.Equal(["TLS_CERT_PATH"], Refused(WithTls(certificate.CertificateFile, other.KeyFile)));
        Assert.Equal(["TLS_CERT_PATH"], Refused(WithTls("/no/such/file", certificate.KeyFile)));
        Assert.Equal(["TLS_CERT_PATH"], Refused(WithTls(certificate.KeyFile, certificate.KeyFile)));
        Assert.Equal(["TLS_KEY_PATH"], Refused(WithTls(certificate.CertificateFile, null)));
        Assert.Equal(["TLS_CERT_PATH"], Refused(WithTls(null, certificate.KeyFile)));
    }

    [Theory]
    [InlineData("ADMIN_URL", null, "ADMIN_URL")]
    [InlineData("ADMIN_URL", "http://admin.bank.test", "ADMIN_URL")]
    [InlineData("ADMIN_URL", Url + "/", "ADMIN_URL")]
    [InlineData("ADMIN_URL", Url + "/admin", "ADMIN_URL")]
    [InlineData("ADMIN_URL", "admin.bank.test", "ADMIN_URL")]
    [InlineData("FORWARDED_PROXIES", null, "ADMIN_URL")]
    [InlineData("FORWARDED_PROXIES", "proxy.bank.test", "FORWARDED_PROXIES")]
    [InlineData("FORWARDED_PROXIES", "0.0.0.0/0", "FORWARDED_PROXIES")]
    [InlineData("FORWARDED_PROXIES", "10.0.0.7, ::/0", "FORWARDED_PROXIES")]
    public void What_is_no_way_to_https_is_refused(string name, string? value, string refused) =>
        Assert.Equal(
            [refused],
            Refused(
                Production(
                    ("ADMIN_ENABLED", "true"),
                    ("ADMIN_URL", Url),
                    ("FORWARDED_PROXIES", "10.0.0.7"),
                    (name, value)
                )
            )
        );

    [Fact]
    public void Outside_development_the_pages_are_off_unless_said_and_what_does_nothing_is_told()
    {
        var off = Read(Production(("ADMIN_URL", Url), ("FORWARDED_PROXIES", "10.0.0.7")));
        Assert.False(off.Settings!.Listening.AdminEnabled);
        Assert.Equal(["ADMIN_URL"], off.Warnings.Select(warning => warning.Setting));

        var alone = Read(
            Development(
                ("FORWARDED_PROXIES", "10.0.0.7"),
                ("TLS_CERT_PATH", certificate.CertificateFile),
                ("TLS_KEY_PATH", certificate.KeyFile)
            )
        );
        Assert.Null(alone.Settings!.Listening.Admin);
        Assert.Equal(["TLS_CERT_PATH", "FORWARDED_PROXIES"], alone.Warnings.Select(warning => warning.Setting));
    }

    [Fact]
    public void In_development_the_pages_go_beyond_this_machine_with_an_address_only()
    {
        var remote = Development(("HOST", "0.0.0.0"), ("DEV_ALLOW_REMOTE", "true"), ("ADMIN_ENABLED", "true"));
        Assert.Equal(["ADMIN_ENABLED"], Refused(remote));

        remote["ADMIN_URL"] = Url;
        Assert.Equal(["ADMIN_URL"], Refused(remote));

        remote["FORWARDED_PROXIES"] = "10.0.0.7";
        Assert.Empty(Refused(remote));
    }

    public void Dispose() => certificate.Dispose();

    private static Dictionary<string, string> WithTls(string? file, string? key) =>
        Production(("ADMIN_ENABLED", "true"), ("ADMIN_URL", Url), ("TLS_CERT_PATH", file), ("TLS_KEY_PATH", key));
}
