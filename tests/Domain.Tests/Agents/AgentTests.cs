using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Agents;

public sealed class AgentTests
{
    private static readonly AgentId Id = AgentId.Of(new Principal("issuer", "alice", "agent-a"));

    [Theory]
    [InlineData("none", false, false)]
    [InlineData("read", true, false)]
    [InlineData("role", true, true)]
    [InlineData("", false, false)]
    [InlineData("Role", false, false)]
    public void A_grant_allows_by_its_word(string text, bool reads, bool changes)
    {
        Assert.Equal(reads, Grant.Parse(text).Allows("account:read", isRead: true));
        Assert.Equal(changes, Grant.Parse(text).Allows("transaction:create", isRead: false));
    }

    [Fact]
    public void A_grant_of_permissions_allows_exactly_them()
    {
        var grant = Grant.Of(["transaction:create", "account:read", "account:read"]);

        Assert.Equal("account:read transaction:create", grant.ToString());
        Assert.Equal(grant, Grant.Parse(grant.Text));
        Assert.True(grant.Allows("transaction:create", isRead: false));
        Assert.False(grant.Allows("account:read_all", isRead: true));
        Assert.False(grant.Allows("account", isRead: true));
        Assert.False(Grant.Of([]).Allows("account:read", isRead: true));
    }

    [Theory]
    [InlineData(AgentStatus.Active, true)]
    [InlineData(AgentStatus.Suspended, false)]
    [InlineData(AgentStatus.Revoked, false)]
    public void Only_an_active_agent_has_its_grant(AgentStatus status, bool allows) =>
        Assert.Equal(
            allows,
            new Agent(Id, "Olivia", Grant.Role, status, null).EffectiveGrant.Allows("account:read", isRead: true)
        );

    [Fact]
    public void An_agent_is_its_acting_party_or_else_its_subject()
    {
        Assert.Equal(Id, AgentId.Of(new Principal("issuer", "bob", "agent-a")));
        Assert.Equal(Id.Key, AgentId.Of(new Principal("issuer", "agent-a", null)).Key);
        Assert.NotEqual(Id.Key, AgentId.Of(new Principal("other", "bob", "agent-a")).Key);
    }

    [Fact]
    public void A_stop_covers_what_it_names_and_nothing_else()
    {
        var transfer = new Transfer(AccountId.Parse("1"), AccountId.Parse("2"), new Money(1, CurrencyCode.Usd), null);

        Assert.True(Of(StopScope.Everything, null).Covers("t", Id.Key, null));
        Assert.True(Of(StopScope.Tool, "t").Covers("t", Id.Key, null));
        Assert.False(Of(StopScope.Tool, "t").Covers("T", Id.Key, transfer));
        Assert.True(Of(StopScope.Agent, Id.Key).Covers("t", Id.Key, null));
        Assert.False(Of(StopScope.Agent, "agent-a").Covers("t", Id.Key, transfer));
        Assert.True(Of(StopScope.Account, "1").Covers("t", Id.Key, transfer));
        Assert.True(Of(StopScope.Account, "2").Covers("t", Id.Key, transfer));
        Assert.False(Of(StopScope.Account, "3").Covers("t", Id.Key, transfer));
        Assert.False(Of(StopScope.Account, "1").Covers("t", Id.Key, null));
        Assert.True(Of((StopScope)99, "x").Covers("t", Id.Key, null));
    }

    private static Stop Of(StopScope scope, string? value) =>
        new(new Guid(1, 0, 0, new byte[8]), scope, value, "reason", "Olivia", DateTimeOffset.UnixEpoch, null);
}
