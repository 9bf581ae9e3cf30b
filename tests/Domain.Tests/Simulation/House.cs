using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>
/// A version of what people have decided: a policy, with the same figures stated a second time for the checks, and the
/// stops in force.
/// </summary>
internal sealed record Decisions(long Version, Rulebook Rulebook, IReadOnlyList<Stop> Stops);

/// <summary>A policy, and what it comes to in plain figures: from which sums people are needed, and the caps of a day.</summary>
internal sealed record Rulebook(Policy Policy, long OneFrom, long TwoFrom, long DayCap, int DayCount)
{
    public const long MonthCap = 60_000_00;

    /// <summary>How many people must approve, told without asking the policy.</summary>
    public int Needed(BankInstruction instruction) =>
        instruction.Sum is not { Minor: not 0 and var minor } ? 0
        : minor >= TwoFrom ? 2
        : minor >= OneFrom ? 1
        : 0;
}

/// <summary>The bank's people as they are in every run: agents with owners, approvers, and the policies they change between.</summary>
internal static class House
{
    public const string Issuer = "https://issuer.example";
    public const string Withdraw = "withdraw_funds";

    public static IReadOnlyList<Principal> Principals { get; } =
    [
        new(Issuer, "alice", "agent-a"),
        new(Issuer, "bob", "agent-b"),
        new(Issuer, "carol", null),
        new(Issuer, "dora", "agent-a"),
    ];

    /// <summary>Those with the approver role. Of one of them nobody has recorded the subjects.</summary>
    public static IReadOnlyList<Approver> Approvers { get; } =
    [
        new("Carol", [new ApproverSubject(Issuer, "carol")]),
        new("Dora", [new ApproverSubject(Issuer, "dora"), new ApproverSubject("https://other.example", "alice")]),
        new("Emil", [new ApproverSubject(Issuer, "emil")]),
        new("Fred", [new ApproverSubject(Issuer, "fred")]),
        new("Gina", []),
    ];

    public static IReadOnlyList<Rulebook> Rulebooks { get; } =
    [
        Of(1, "500", "1500", "6000", 15, []),
        Of(2, "200", "700", "4000", 12, []),
        Of(
            3,
            "500",
            "1500",
            "6000",
            15,
            [
                new PolicyRule
                {
                    Name = "no withdrawals",
                    Match = new PolicyMatch { Tool = Withdraw },
                    Allow = false,
                },
            ]
        ),
    ];

    public static string? OwnerOf(Principal principal) =>
        principal.ActingParty switch
        {
            "agent-a" => "Olivia",
            "agent-b" => "Emil",
            _ => "Fred",
        };

    /// <summary>Whether a person may approve for a principal, written out a second time.</summary>
    public static bool MayApprove(string person, Principal principal) =>
        (person, principal.Subject) switch
        {
            ("Carol", "carol") or ("Dora", "dora") or ("Emil", "bob") or ("Fred", "carol") => false,
            ("Carol" or "Dora" or "Emil" or "Fred", _) => true,
            _ => false,
        };

    private static Rulebook Of(
        int version,
        string one,
        string two,
        string day,
        int dayCount,
        IReadOnlyList<PolicyRule> further
    )
    {
        var rule = new PolicyRule
        {
            Name = "default",
            MaxPerCall = Amount.Parse("2000"),
            Per = CountedPer.Account,
            Day = new Allowance(Amount.Parse(day), dayCount),
            Month = new Allowance(Amount.Parse("60000"), null),
            Approvals = [new ApprovalBand(Amount.Parse(one), 1), new ApprovalBand(Amount.Parse(two), 2)],
        };
        return new Rulebook(
            new Policy(version, [rule, .. further]),
            Amount.Parse(one).Hundredths,
            Amount.Parse(two).Hundredths,
            Amount.Parse(day).Hundredths,
            dayCount
        );
    }
}
