namespace FinancialMcp.Domain.Tests;

public sealed class PrincipalTests
{
    [Fact]
    public void Another_issuer_subject_or_acting_party_is_another_principal()
    {
        Principal[] principals =
        [
            new("issuer", "alice", null),
            new("issuer", "bob", null),
            new("other", "alice", null),
            new("issuer", "alice", "agent"),
            new("issuer", "agent", "alice"),
            new("issueralice", "", null),
            new("", "issueralice", null),
        ];

        Assert.Equal(principals.Length, principals.Select(principal => principal.Key).Distinct().Count());
    }

    [Fact]
    public void The_key_is_64_hex_digits_and_the_same_every_time()
    {
        var key = new Principal("issuer", "alice", "agent").Key;

        Assert.Matches("^[0-9a-f]{64}$", key);
        Assert.Equal(key, new Principal("issuer", "alice", "agent").Key);
    }
}
