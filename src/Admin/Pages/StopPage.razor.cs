using FinancialMcp.Admin.Desk;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages;

/// <summary>One person stops, at once; two release.</summary>
public sealed partial class StopPage : DeskPage
{
    private IReadOnlyList<StopView>? stops;
    private Stoppable? stoppable;
    private StopView? releasing;
    private StopScope scope = StopScope.Everything;
    private string? value;
    private bool isStopping;

    /// <summary>What is to be stopped, as another page knows it: its kind.</summary>
    [SupplyParameterFromQuery(Name = "scope")]
    public string? AskedScope { get; set; }

    /// <summary>Its name, key or number.</summary>
    [SupplyParameterFromQuery(Name = "value")]
    public string? AskedValue { get; set; }

    /// <inheritdoc/>
    protected override string Shown => "";

    private string ConsequenceText =>
        scope switch
        {
            StopScope.Everything => "No agent changes anything any more, neither money nor accounts.",
            StopScope.Tool when !ToolRequests.Changes.Contains(value) =>
                $"No agent gets an answer of {value} any more. Other tools work on.",
            StopScope.Tool => $"No agent changes anything with {value} any more. Other tools work on.",
            StopScope.Agent => "This agent changes nothing any more, whomever it acts for. It still reads.",
            _ => $"Nothing is debited from, credited to or changed in the account {ValueOf()} any more by any agent.",
        }
        + " It holds on every replica within five seconds. What was sent to the bank before is not called back; what was"
        + " approved waits. Releasing it takes an operator and an approver.";

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (Enum.TryParse<StopScope>(AskedScope, ignoreCase: true, out var asked) && Enum.IsDefined(asked))
        {
            (scope, value) = (asked, AskedValue);
        }

        await base.OnInitializedAsync();
    }

    /// <inheritdoc/>
    protected override async Task ReadShownAsync()
    {
        stops = await SendAsync(new ListStops());
        stoppable = await SendAsync(new ListStoppable());
        releasing = stops.FirstOrDefault(stop => stop.Id == releasing?.Id);
    }

    private void Begin(StopView stop) => releasing = stop;

    private void Choose(StopScope chosen) => (scope, value, isStopping) = (chosen, null, false);

    private string? ValueOf() => scope == StopScope.Everything ? null : value?.Trim();

    private async Task<bool> StopAsync(DeedWords words)
    {
        var isDone = await DecideAsync(
            words,
            () => SendAsync(new SetStop(scope, ValueOf(), words.Reason)),
            $"Stopped: {NameOf(scope, ValueOf())}."
        );
        if (isDone)
        {
            Choose(StopScope.Everything);
        }

        return isDone;
    }

    private async Task<bool> ProposeAsync(DeedWords words) =>
        releasing is { } stop
        && await DecideAsync(
            words,
            async () =>
            {
                await SendAsync(new ProposeRelease(stop.Id, words.Reason));
                releasing = null;
            },
            "The release is proposed. An approver has to confirm it."
        );

    private async Task<bool> ReleaseAsync(DeedWords words) =>
        releasing is { } stop
        && await DecideAsync(
            words,
            async () =>
            {
                await SendAsync(new ConfirmRelease(stop.Id, words.Reason));
                releasing = null;
            },
            $"Released: {NameOf(stop.Scope, stop.Value)}."
        );

    private string NameOf(StopScope of, string? name) =>
        StopText.NameOf(of, name, stoppable?.Agents.FirstOrDefault(agent => agent.Key == name)?.Party);

    private static string ScopeText(StopScope of) =>
        of switch
        {
            StopScope.Everything => "Everything",
            StopScope.Tool => "One tool",
            StopScope.Agent => "One agent",
            _ => "One account",
        };
}
