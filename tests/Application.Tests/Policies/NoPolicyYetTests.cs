using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Policies;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Policies;

/// <summary>A server listens a moment before its first policy is in force: that is no refusal for good.</summary>
public sealed class NoPolicyYetTests
{
    [Theory]
    [InlineData(0, ErrorCodes.EmergencyStop, Retry.Later)]
    [InlineData(1, ErrorCodes.AuthorizationError, Retry.Never)]
    public void Only_a_policy_in_force_denies_for_good(int version, string code, string retry)
    {
        var state = new OversightState { Version = version, Policy = new Policy(version, []) };
        var principal = Known.Alice.Principal;
        var agent = new Agent(AgentId.Of(principal), "an owner", Grant.Role, AgentStatus.Active, null);
        var transfer = new Transfer(
            Known.AliceChecking,
            Known.BobChecking,
            new Money(1250, CurrencyCode.Parse("USD")),
            null
        );
        var question = new PolicyQuestion(principal, ["user"], "transfer_funds", transfer);

        var refusal = Assert.Throws<AppException>(() =>
            ChangeJudge.Decide(state, agent, question, DateTimeOffset.UnixEpoch)
        );

        Assert.Equal((code, retry), (refusal.Code, refusal.Retry));
    }
}
