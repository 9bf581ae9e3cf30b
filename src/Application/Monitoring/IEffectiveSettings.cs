namespace FinancialMcp.Application.Monitoring;

/// <summary>Where a setting's value came from.</summary>
public enum SettingOrigin
{
    /// <summary>It has none.</summary>
    NotSet,

    /// <summary>The process environment.</summary>
    Environment,

    /// <summary>The environment file.</summary>
    EnvironmentFile,

    /// <summary>The file that the setting's own _FILE names.</summary>
    SecretFile,

    /// <summary>Nothing was given: it is the default, or what follows from other settings.</summary>
    Default,
}

/// <summary>A setting as it holds.</summary>
/// <param name="Name">The environment variable's.</param>
/// <param name="Group">What it belongs to.</param>
/// <param name="Meaning">What it does, in words.</param>
/// <param name="Allowed">The values that it may have, and their unit, in words.</param>
/// <param name="IsSecret">Then there is never a value here.</param>
/// <param name="Value">The value that holds; null for a secret, and for what is not set.</param>
/// <param name="Origin">Where it came from.</param>
public sealed record EffectiveSetting(
    string Name,
    string Group,
    string Meaning,
    string Allowed,
    bool IsSecret,
    string? Value,
    SettingOrigin Origin
);

/// <summary>The configuration that this process runs on. It holds no secret.</summary>
public interface IEffectiveSettings
{
    /// <summary>development, staging or production.</summary>
    string Environment { get; }

    /// <summary>Kind of the database, as people call it: PostgreSQL or SQLite.</summary>
    string Database { get; }

    /// <summary>Every setting there is, in the order of the documentation.</summary>
    IReadOnlyList<EffectiveSetting> Settings { get; }
}
