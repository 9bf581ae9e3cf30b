using FinancialMcp.Application;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>
/// Asks what would come of one call. What is typed stays in the page: numbers of accounts do not belong into addresses.
/// </summary>
public sealed partial class PolicySimulator : PolicyTrial
{
    private readonly SortedSet<string> roles = new(StringComparer.Ordinal) { RolePermissions.User };
    private AgentList? agents;
    private PolicySimulation? simulated;
    private string judgedCurrency = "";
    private string agentKey = "";
    private string party = "";
    private string issuer = "";
    private string subject = "";
    private string amount = "";
    private string currency = CurrencyCode.Usd.ToString();
    private string from = "";
    private string to = "";
    private DateTime? at;

    /// <summary>The tool that is tried.</summary>
    [SupplyParameterFromQuery(Name = "tool")]
    public string? AskedTool { get; set; }

    private string Tool => AskedTool is { } asked && ChangeShape.Of.ContainsKey(asked) ? asked : "transfer_funds";

    private ChangeShape Shape => ChangeShape.Of[Tool];

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        await base.ReadAsync();
        var isFirst = agents is null;
        agents = await SendAsync(new ListAgents());
        if (isFirst && agents.Agents.Count > 0)
        {
            agentKey = agents.Agents[0].Key;
        }
    }

    /// <inheritdoc/>
    protected override void Forget() => simulated = null;

    private void ChooseTool(string? tool) => Ask("tool", tool);

    private void ChooseRole(string role, bool chosen) => _ = chosen ? roles.Add(role) : roles.Remove(role);

    private async Task SimulateAsync() =>
        await TryAsync(async () =>
        {
            simulated = null;
            var request = Asked(await ChosenRulesAsync());
            simulated = await SendAsync(request);
            judgedCurrency = request.Currency?.ToString() ?? "";
        });

    private SimulatePolicy Asked(IReadOnlyList<Domain.Policies.PolicyRule>? rules)
    {
        var agent = agents!.Agents.FirstOrDefault(it => it.Key == agentKey);
        var moves = Shape.Sum != FieldUse.Never && amount.Trim().Length > 0;
        return new SimulatePolicy
        {
            Issuer = agent?.Issuer ?? issuer.Trim(),
            Party = agent?.Party ?? party.Trim(),
            Subject = subject.Trim().Length > 0 ? subject.Trim() : null,
            Roles = [.. roles],
            Tool = Tool,
            Amount = moves ? Read<Amount>("Amount", amount, Amount.TryParse, "such as 125.00") : null,
            Currency = moves ? Read<CurrencyCode>("Currency", currency, CurrencyCode.TryParse, "such as USD") : null,
            From = Shape.From == FieldUse.Never ? null : Account("Account debited", from),
            To = Shape.To == FieldUse.Never ? null : Account("Account credited", to),
            At = at is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null,
            Rules = rules,
        };
    }

    private static AccountId? Account(string field, string text) =>
        text.Trim().Length == 0 ? null : Read<AccountId>(field, text, AccountId.TryParse, "an account's number");

    private static T Read<T>(string field, string text, Reading<T> read, string form)
        where T : struct =>
        read(text.Trim(), out var value) ? value : throw new AppException([new Problem(field, $"Must be {form}.")]);

    private static string Optional(FieldUse use) => use == FieldUse.Maybe ? ", if any" : "";

    private static string Verdict(PolicySimulation it) =>
        !it.Allowed ? "Refused"
        : it.ApprovalsNeeded == 1 ? "Held until 1 person approves it"
        : it.ApprovalsNeeded > 1 ? $"Held until {it.ApprovalsNeeded} people approve it"
        : "Allowed";

    private delegate bool Reading<T>(string? text, out T value);
}
