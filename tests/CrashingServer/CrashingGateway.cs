using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.CrashingServer;

/// <summary>The product's gateway, with the crash points on the way to the bank and back.</summary>
internal sealed class CrashingGateway(IBankGateway inner, CrashPlan plan, BankArrivals arrivals) : IBankGateway
{
    public bool TokensEnd(BankInstruction instruction) => inner.TokensEnd(instruction);

    public string BodyOf(BankInstruction instruction, string backendKey) => inner.BodyOf(instruction, backendKey);

    public async Task<(Outcome Outcome, Attempt Attempt)> SendAsync(Operation operation, AttemptPermit permit)
    {
        var sending = inner.SendAsync(operation, permit);
        if (plan.IsAt(CrashPoints.Sent))
        {
            await arrivals.SeenAsync(operation.BackendKey);
            await plan.ReachAsync(CrashPoints.Sent);
        }

        var answer = await sending;
        await plan.ReachAsync(CrashPoints.Answered);
        return answer;
    }

    public async Task<LookUp> LookUpAsync(Operation operation, CancellationToken cancellationToken)
    {
        var look = await inner.LookUpAsync(operation, cancellationToken);
        await plan.ReachAsync(CrashPoints.ProbeLooked);
        return look;
    }
}
