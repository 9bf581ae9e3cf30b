using FinancialMcp.Application.Policies;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Policies;
using FinancialMcp.Testing;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>The policy: a draft is written, tried, replayed on what agents really asked for, proposed and decided about.</summary>
[Collection(nameof(InTheHouse))]
public sealed class PolicyTests(House house)
{
    /// <summary>Whose payments the draft is about: no other walk's, before or after it is in force.</summary>
    private const string Payer = "draft-payer";

    private const string Hostile = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task A_draft_is_checked_tried_replayed_proposed_and_approved_by_another_person()
    {
        var held = await house.AskAsync("ada", new GetPolicy());
        Assert.Equal("succeeded", await house.PayAsync(Payer, "11.00"));
        Assert.Equal("succeeded", await house.PayAsync(Payer, "33.00"));
        await using var ada = await house.SignedInAsync("ada");
        await WriteAsync(ada, [.. held.Rules, RuleOf("a friend", allow: true, "20", agent: Payer)]);
        await ada.Page.GetByText("+ added").WaitForAsync();
        await ada.PictureAsync("Policy draft-checked");

        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Replay it on recorded calls" }).ClickAsync();
        await ada.Heading("Replay and coverage").WaitForAsync();
        await ada.Button("Last 24 hours").ClickAsync();
        await ada.Button("Replay").ClickAsync();
        await ada.Page.GetByText("1 would have been denied, 0 newly allowed").WaitForAsync();
        await ada.Page.GetByText("33.00 USD").WaitForAsync();
        await ada.PictureAsync("Replay and coverage-run");
        Assert.Equal(0, await ada.Page.GetByText("11.00 USD").CountAsync());
        await ada.AssertAccessibleAsync();

        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Draft", Exact = true }).ClickAsync();
        await ada.Button("Check").ClickAsync();
        await ada.Page.GetByLabel("Reason").FillAsync(Hostile);
        await ada.Button("Propose").ClickAsync();
        await ada.Button("Yes, propose it").ClickAsync();
        await ada.Page.GetByText("another administrator has to decide").WaitForAsync();
        Assert.Equal(0, await ada.Page.GetByText("Approve version").CountAsync());

        await using var bea = await house.SignedInAsync("bea");
        await bea.GoAsync("/policy", "Policy");
        await bea.Page.GetByText(Hostile).WaitForAsync();
        await bea.PictureAsync("Policy-proposed");
        await bea.AssertAccessibleAsync();
        await bea.Button($"Approve version {held.Version + 1}…").ClickAsync();
        await bea.Page.GetByLabel("Reason").FillAsync("agreed");
        await house.ConfirmAsync(bea, "bea");
        await bea.PictureAsync("Policy-approving");
        await bea.Button("Put it in force").ClickAsync();
        await bea.Page.GetByText($"Version {held.Version + 1} holds", new() { Exact = true }).WaitForAsync();
        await bea.Page.GetByRole(AriaRole.Link, new() { Name = "Versions" }).ClickAsync();
        await bea.Page.GetByRole(AriaRole.Link, new() { Name = $"Open version {held.Version + 1}" }).ClickAsync();
        await bea.Page.GetByText($"Against version {held.Version}").WaitForAsync();
        await bea.PictureAsync("Policy versions-opened");
        bea.AssertQuiet();
        Assert.Contains((await house.AskAsync("ada", new GetPolicy())).Rules, rule => rule.Name == "a friend");
    }

    [Fact]
    public async Task A_call_is_simulated_on_both_sides_of_a_rule_and_nothing_happens()
    {
        await using var paul = await house.SignedInAsync("paul");
        await paul.GoAsync("/policy/simulate", "Simulate a call");
        await paul.Page.GetByLabel("Agent").SelectOptionAsync("another one");
        await paul.Page.GetByLabel("Its name").FillAsync("nobody-yet");
        await paul.Page.GetByLabel("Issuer of its tokens").FillAsync(Tokens.Issuer);
        await paul.Page.GetByLabel("Amount").FillAsync("5.00");
        await paul.Page.GetByLabel("Account debited").FillAsync("1001");
        await paul.Page.GetByLabel("Account credited").FillAsync("1003");
        await paul.Button("Simulate").ClickAsync();
        await paul.Page.GetByRole(AriaRole.Heading, new() { Name = "Allowed", Exact = true }).WaitForAsync();

        await paul.Page.GetByLabel("Account credited").FillAsync(TestPolicy.HeldCounterparty);
        await paul.Button("Simulate").ClickAsync();
        await paul.Page.GetByRole(AriaRole.Heading, new() { Name = "Held until 1 person approves it" }).WaitForAsync();
        await paul.PictureAsync("Simulate a call-held");

        await paul.Page.GetByLabel("Amount").FillAsync("five");
        await paul.Button("Simulate").ClickAsync();
        await paul.Page.GetByText("Amount: Must be such as 125.00.").WaitForAsync();
        Assert.Equal(0, await paul.Page.GetByRole(AriaRole.Link, new() { Name = "Replay and coverage" }).CountAsync());
        paul.AssertQuiet();
    }

    [Fact]
    public async Task What_is_no_policy_is_said_by_rule_and_who_may_not_propose_is_told_who_may()
    {
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync("/policy/draft", "Policy draft");
        await rita.Page.GetByLabel("Draft").FillAsync("""[ { "name": "x", "max_per_call": "-1" } ]""");
        await rita.Button("Check").ClickAsync();
        await rita.Page.GetByText("Line 1, at [0].max_per_call").WaitForAsync();
        await rita.PictureAsync("Policy draft-problems");

        await WriteAsync(rita, [RuleOf("only this", allow: false, null)]);
        await rita.Page.GetByText("An operator or an administrator can propose it.").WaitForAsync();
        Assert.Equal(0, await rita.Button("Propose").CountAsync());
    }

    /// <summary>A policy of many rules is longer than what a live connection takes unless it is told to.</summary>
    [Fact]
    public async Task A_long_draft_is_taken()
    {
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/policy/draft", "Policy draft");

        // Typing so much takes a browser longer than a person who pastes it would wait.
        await olga
            .Page.GetByLabel("Draft")
            .EvaluateAsync(
                "(field, text) => { field.value = text; field.dispatchEvent(new Event('change', { bubbles: true })); }",
                PolicyText.Of([.. Enumerable.Range(1, 480).Select(at => RuleOf($"rule {at}", true, "5", $"{at}"))])
            );
        await olga.Button("Check").ClickAsync();

        await olga.Page.GetByText("rule 480", new() { Exact = true }).First.WaitForAsync();
        olga.AssertQuiet();
    }

    [Fact]
    public async Task Who_may_not_read_the_trail_does_not_replay_it()
    {
        await using var paul = await house.SignedInAsync("paul");
        await paul.Page.GotoAsync("/policy/replay");
        await paul.Heading("Not for your role").WaitForAsync();
    }

    private static async Task WriteAsync(Person person, IReadOnlyList<PolicyRule> rules)
    {
        await person.GoAsync("/policy/draft", "Policy draft");
        await person.Page.GetByLabel("Draft").FillAsync(PolicyText.Of(rules));
        await person.Button("Check").ClickAsync();
    }

    private static PolicyRule RuleOf(
        string name,
        bool allow,
        string? most,
        string counterparty = "1003",
        string? agent = null
    ) =>
        new()
        {
            Name = name,
            Match = new PolicyMatch { Counterparty = AccountId.Parse(counterparty), Agent = agent },
            Allow = allow,
            MaxPerCall = most is null ? null : Amount.Parse(most),
            TwinWindowSeconds = 0,
        };
}
