using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests;

/// <summary>Payments that wait for people, and the people who decide.</summary>
internal static class Held
{
    /// <summary>One approver from 100, two from 1,000; 5,000 a day and 20,000 a month per principal; no twins are looked for.</summary>
    public static PolicyRule Rule { get; } =
        new()
        {
            Name = "held",
            MaxPerCall = Amount.Parse("2000"),
            Day = new Allowance(Amount.Parse("5000"), null),
            Month = new Allowance(Amount.Parse("20000"), null),
            Approvals = [new ApprovalBand(Amount.Parse("100"), 1), new ApprovalBand(Amount.Parse("1000"), 2)],
            TwinWindowSeconds = 0,
        };

    /// <summary>With accounts, the rule above in force, and approvers whose names are recorded.</summary>
    public static TestApplication Application()
    {
        var application = new TestApplication().WithAccounts();
        application.Rules(Rule);
        application.Record(Known.Approver, "paula-at-bank");
        application.Record(Known.OtherApprover, "pedro-at-bank");
        return application;
    }

    /// <summary>Records under which subjects a person asks for payments.</summary>
    public static void Record(this TestApplication application, Caller person, params string[] subjects)
    {
        var name = person.Principal.Subject;
        var approver = new Approver(
            name,
            [.. subjects.Select(subject => new ApproverSubject(Known.Alice.Principal.Issuer, subject))]
        );
        application.Oversight.Set(state =>
            state with
            {
                Approvers = new Dictionary<string, ApproverEntry>(state.Approvers)
                {
                    [name] = new ApproverEntry(approver, null, null),
                },
            }
        );
    }

    /// <summary>Alice asks for a transfer that is held.</summary>
    public static async Task<Operation> HoldAsync(this TestApplication application, string amount = "150", int key = 1)
    {
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer(amount, key));
        Assert.Equal("pending_approval", receipt.Status);
        return application.Operations.Rows.Single(row => row.Id.ToString() == receipt.OperationId);
    }

    public static Task<VoteResult> VoteAsync(
        this TestApplication application,
        Caller person,
        Operation operation,
        bool approves = true
    ) =>
        application.CallAsync(
            person,
            new CastVote(operation.Id, operation.ParamsDigest, approves, approves ? null : "Not today.")
        );

    /// <summary>A transfer that one person has approved, and that waits to be carried out.</summary>
    public static async Task<Operation> ReadyAsync(this TestApplication application, string amount = "150")
    {
        var held = await application.HoldAsync(amount);
        await application.VoteAsync(Known.Approver, held);
        return application.Stored(held);
    }

    public static Operation Stored(this TestApplication application, Operation operation) =>
        application.Operations.Rows.Single(row => row.Id == operation.Id);
}
