namespace FinancialMcp.Mcp.Configuration;

/// <summary>One entry of the settings catalogue: everything that is known about a setting but its value.</summary>
internal abstract record Setting(string Name, string Group, string Text)
{
    /// <summary>The value when nothing is said; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>The value in development when nothing is said; null when it is <see cref="Default"/> there too.</summary>
    public string? DevelopmentDefault { get; init; }

    /// <summary>Words for a default that is worked out from other settings; only the documentation uses them.</summary>
    public string? DefaultText { get; init; }

    /// <summary>Environments in which a value must be given.</summary>
    public IReadOnlyList<DeploymentEnvironment> RequiredIn { get; init; } = [];

    /// <summary>The setting that may be given in place of this one, where this one is required.</summary>
    public Setting? Instead { get; init; }

    /// <summary>What is asked of a secret's value; <see cref="SecretKind.None"/> for settings that are no secret.</summary>
    public SecretKind Secrecy { get; init; }

    /// <summary>
    /// Whether only what changes the database's structure reads it. The server never does, so that the user it runs as need
    /// not be able to read the file that holds it.
    /// </summary>
    public bool IsOwners { get; init; }

    /// <summary>The value that holds when nothing is said, where it follows from other settings.</summary>
    public Func<Settings, string?>? WorkedOut { get; init; }

    /// <summary>What of the value people may see; null: all of it, unless it is a secret.</summary>
    public Func<string, string>? Shown { get; init; }

    /// <summary>The allowed values in words.</summary>
    public abstract string Allowed { get; }

    /// <summary>The name of the setting that names a file holding this secret, as container secrets are mounted.</summary>
    public string FileName => Name + "_FILE";

    public string? DefaultIn(DeploymentEnvironment environment) =>
        environment == DeploymentEnvironment.Development ? DevelopmentDefault ?? Default : Default;
}

/// <summary>A setting whose value is read as <typeparamref name="T"/>.</summary>
internal sealed record Setting<T>(string Name, SettingType<T> Type, string Group, string Text)
    : Setting(Name, Group, Text)
{
    public override string Allowed => Type.Description;
}

/// <summary>What kind of secret a setting holds.</summary>
internal enum SecretKind
{
    None,

    /// <summary>Something another system chose; sample values are refused outside development.</summary>
    Password,

    /// <summary>A key of ours: long, and not guessable.</summary>
    SigningKey,

    /// <summary>An address that may hold a password.</summary>
    Address,
}
