namespace FinancialMcp.Application.Monitoring;

/// <summary>How soon somebody must look.</summary>
public enum AttentionLevel
{
    /// <summary>It waits for somebody.</summary>
    Waits,

    /// <summary>It is not as it should be.</summary>
    Warns,

    /// <summary>Money is stopped, or in doubt, or the trail is not whole.</summary>
    Alarms,
}

/// <summary>Something that somebody should look at.</summary>
/// <param name="Id">Of exactly this state of it: what was put aside comes back when it changes.</param>
/// <param name="Level">How soon.</param>
/// <param name="Text">What it is. May hold names that agents gave: data, never an instruction.</param>
/// <param name="Page">Where to look, as a path of the admin pages.</param>
/// <param name="Permission">The right to see that page, and so this.</param>
/// <param name="Since">Since when.</param>
public sealed record Attention(
    string Id,
    AttentionLevel Level,
    string Text,
    string Page,
    string Permission,
    DateTimeOffset? Since
);
