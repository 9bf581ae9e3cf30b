using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Policies;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>Every version of the policy with who made it, and how it differs from another.</summary>
public sealed partial class PolicyVersions : StaffPage
{
    private PolicyVersionList? list;
    private PolicyVersionView? opened;
    private int newest;
    private (int?, int?, int?) shown;

    /// <summary>The version that is opened.</summary>
    [SupplyParameterFromQuery(Name = "version")]
    public int? Version { get; set; }

    /// <summary>The version that it is held against; without it, the one that held before.</summary>
    [SupplyParameterFromQuery(Name = "against")]
    public int? Against { get; set; }

    /// <summary>Where the list goes on.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public int? OlderThan { get; set; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        shown = (Version, Against, OlderThan);
        newest = (await SendAsync(new GetPolicy())).Version;
        list = await SendAsync(new ListPolicyVersions(OlderThan));
        opened = Version is { } version ? await SendAsync(new GetPolicyVersion(version, Against)) : null;
    }

    /// <summary>The address was changed under the open page.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (ReadAt is not null && shown != (Version, Against, OlderThan))
        {
            opened = null;
            await ReadAgainAsync();
        }
    }

    private string UriOf(int version, int? against) =>
        Navigation.GetUriWithQueryParameters(
            new Dictionary<string, object?> { ["version"] = version, ["against"] = against }
        );

    private string StateOf(PolicyVersion version) =>
        version.State switch
        {
            PolicyVersionState.Proposed => "waits for a decision",
            PolicyVersionState.Approved when version.Version == newest => "holds",
            PolicyVersionState.Approved => "held",
            _ => "turned down, or another was proposed in its place",
        };
}
