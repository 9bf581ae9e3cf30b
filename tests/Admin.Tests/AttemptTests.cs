using System.Net;
using FinancialMcp.Admin.SignIn;

namespace FinancialMcp.Admin.Tests;

/// <summary>As whose attempts are counted.</summary>
public sealed class AttemptTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.8", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void An_IPv6_network_is_one_and_an_IPv4_address_is_one(string one, string other, bool isSame) =>
        Assert.Equal(
            isSame,
            AdminAuthentication.NetworkOf(IPAddress.Parse(one)) == AdminAuthentication.NetworkOf(IPAddress.Parse(other))
        );
}
