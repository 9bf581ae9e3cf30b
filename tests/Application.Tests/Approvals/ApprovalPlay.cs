using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Approvals;

/// <summary>Plays one sequence, and keeps its own account of who approved what.</summary>
internal sealed class ApprovalPlay : IAsyncDisposable
{
    private readonly TestApplication application = Held.Application();
    private readonly Dictionary<OperationId, HashSet<string>> approved = [];
    private readonly HashSet<OperationId> rejected = [];
    private readonly HashSet<string> withoutRole = [];
    private readonly Dictionary<string, bool> hasNames = [];
    private readonly Operation?[] payments = new Operation?[2];

    /// <summary>What was sent although it must not be.</summary>
    public List<string> Violations { get; } = [];

    public int Sent => application.Bank.Sent.Count;

    public int Refused { get; private set; }

    public ApprovalPlay()
    {
        application.Record(Known.Person("petra"), "petra-at-bank");
        application.Record(Known.Person(Known.Owner), "omar-at-bank");
        application.Record(Known.Person("alice-herself"), "alice");
        foreach (var person in new[] { "paula", "pedro", "petra", Known.Owner, "alice-herself" })
        {
            hasNames[person] = true;
        }

        application.Bank.Answer = operation =>
        {
            Check(operation);
            return Task.FromResult(Fakes.ScriptedBank.Done(operation));
        };
    }

    public async Task StepAsync(int kind, string person, int payment, int figure)
    {
        switch (kind)
        {
            case <= 6:
                await VoteAsync(person, payment, approves: kind > 0, changed: kind == 1);
                break;
            case 7:
                await Task.WhenAll(
                    VoteAsync(person, payment, true, false),
                    VoteAsync("paula", payment, true, false),
                    VoteAsync("petra", payment, true, false)
                );
                break;
            case 8:
                ToggleRole(person);
                break;
            case 9:
                hasNames[person] = !hasNames[person];
                application.Record(Known.Person(person), hasNames[person] ? [NameOf(person)] : []);
                break;
            case 10:
                AskFor(figure);
                break;
            case 11:
                application.Clock.Advance(TimeSpan.FromHours(figure * 5));
                break;
            case 12:
                ToggleStop();
                break;
            case 13:
                application.Agent(
                    Known.Alice.Principal,
                    agent => agent with { Status = figure == 0 ? AgentStatus.Suspended : AgentStatus.Active }
                );
                break;
            case 14:
                await KillAsync(isSending: figure > 1);
                break;
            default:
                await CarryOutAllAsync(figure);
                break;
        }
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static string NameOf(string person) => person == "alice-herself" ? "alice" : $"{person}-at-bank";

    private async Task VoteAsync(string person, int payment, bool approves, bool changed)
    {
        var operation = payments[payment] ??= await AskedAsync(payment);
        if (operation is null)
        {
            return;
        }

        var roles = withoutRole.Contains(person) ? Array.Empty<string>() : [StaffPermissions.Approver];
        var digest = changed ? payments[1 - payment]?.ParamsDigest ?? "another" : operation.ParamsDigest;
        try
        {
            await application.CallAsync(
                Known.Person(person, roles),
                new CastVote(operation.Id, digest, approves, approves ? null : "No.")
            );
            Note(operation, person, approves, digest);
        }
        catch (AppException)
        {
            Refused++;
        }
    }

    /// <summary>A vote was taken: it must have been that person's first, on exactly this, with the right to cast it.</summary>
    private void Note(Operation operation, string person, bool approves, string digest)
    {
        lock (approved)
        {
            approved.TryAdd(operation.Id, []);
            var isEligible =
                !withoutRole.Contains(person)
                && hasNames[person]
                && person is not (Known.Owner or "alice-herself")
                && digest == operation.ParamsDigest
                && application.Clock.GetUtcNow() < operation.Approval!.ExpiresAt;
            if (!isEligible)
            {
                Violations.Add($"{person} voted and may not.");
            }

            if (!approves)
            {
                rejected.Add(operation.Id);
            }
            else if (!approved[operation.Id].Add(person))
            {
                Violations.Add($"{person} voted twice.");
            }
        }
    }

    private async Task<Operation?> AskedAsync(int payment)
    {
        try
        {
            return await application.HoldAsync(payment == 0 ? "150" : "1200", key: payment + 1);
        }
        catch (AppException)
        {
            return null;
        }
    }

    private void ToggleRole(string person)
    {
        if (!withoutRole.Remove(person))
        {
            withoutRole.Add(person);
        }
    }

    /// <summary>Zero denies everything; else that many people from 100 on.</summary>
    private void AskFor(int figure) =>
        application.Rules(
            Held.Rule with
            {
                Allow = figure > 0,
                Approvals = [new ApprovalBand(Amount.Parse("100"), Math.Max(1, figure))],
            }
        );

    private void ToggleStop() =>
        application.Oversight.Set(state =>
            state with
            {
                Stops =
                    state.Stops.Count > 0
                        ? []
                        :
                        [
                            new Stop(
                                Guid.CreateVersion7(),
                                StopScope.Everything,
                                null,
                                "r",
                                "o",
                                TestApplication.Start,
                                null
                            ),
                        ],
            }
        );

    /// <summary>The process dies, perhaps between sending and committing what came of it, and another one takes over.</summary>
    private async Task KillAsync(bool isSending)
    {
        application.Operations.RefusesSettling = isSending;
        if (isSending)
        {
            await CarryOutAllAsync(replicas: 0);
        }

        await application.RestartAsync();
        application.Operations.RefusesSettling = false;
        application.Clock.Advance(TimeSpan.FromSeconds(36));
        await application.Operations.RecoverExpiredAsync(Recovered, CancellationToken.None);
        await CarryOutAllAsync(replicas: 0);
    }

    private static AuditEvent Recovered(Operation operation) =>
        new()
        {
            Id = Guid.CreateVersion7(TestApplication.Start),
            Code = AuditCode.OperationLeaseExpired,
            RequestId = $"recovery-{operation.Id}",
            Decision = AuditRecords.None,
        };

    private async Task CarryOutAllAsync(int replicas)
    {
        var ready = await application.Operations.ListAsync(OperationState.Ready, 10, CancellationToken.None);
        foreach (var operation in ready)
        {
            await Task.WhenAll(Enumerable.Range(0, replicas + 1).Select(_ => application.CarryOutAsync(operation)));
        }
    }

    /// <summary>Runs as the bank is asked: what holds now must allow it.</summary>
    private void Check(Operation operation)
    {
        var policy = application.Oversight.State.Policy;
        var decision = policy.Decide(ApprovedOperations.QuestionOf(operation), application.Clock.GetUtcNow());
        var given = approved.GetValueOrDefault(operation.Id)?.Count ?? 0;
        var needed = Math.Max(decision.ApprovalsNeeded, operation.Approval!.Needed);
        if (decision.Denial != PolicyDenial.None || given < needed || given < 1 || rejected.Contains(operation.Id))
        {
            Violations.Add($"Sent with {given} of {needed} approvals ({decision.Denial}).");
        }

        if (application.Bank.Sent.Count(sent => sent.Id == operation.Id) != 1)
        {
            Violations.Add("Sent twice.");
        }

        if (
            application.Oversight.State.Stops.Count > 0
            || application.Clock.GetUtcNow() >= operation.Approval!.ExpiresAt
            || application.Oversight.State.AgentOf(AgentId.Of(operation.Principal))!.Status != AgentStatus.Active
        )
        {
            Violations.Add("Sent under a stop, after its time, or for an agent that is suspended.");
        }

        if (operation.ParamsDigest != payments.Single(asked => asked?.Id == operation.Id)!.ParamsDigest)
        {
            Violations.Add("Sent as something else than what was approved.");
        }
    }
}
