namespace FinancialMcp.Sandbox;

/// <summary>The two published contract versions of the bank's services.</summary>
public enum BankContract
{
    /// <summary>The services as they were when the deployment guide was written.</summary>
    V1,

    /// <summary>The services as they are today.</summary>
    V2,
}

/// <summary>
/// How one stand-in bank runs. Ports of 0 mean any free port; the bound ones are read from <see cref="SandboxHost"/>.
/// Checked by <see cref="SandboxHost.StartAsync"/>, which throws <see cref="SandboxStartException"/> for a bad value.
/// </summary>
public sealed record SandboxOptions
{
    /// <summary>The shortest secret accepted for signing tokens, in UTF-8 bytes (RFC 7518, section 3.2).</summary>
    public const int MinimumSecretBytes = 32;

    /// <summary>Which contract both services speak.</summary>
    public BankContract Contract { get; init; } = BankContract.V1;

    /// <summary>
    /// True: the bank's own amount and count limits hold. False: none, for load and crash runs, which they would empty.
    /// </summary>
    public bool BankLimits { get; init; } = true;

    /// <summary>The deposit feature flag; null means the contract's default (on in v1, off in v2).</summary>
    public bool? Deposits { get; init; }

    /// <summary>Directory of the ledger file; null means a temporary one that is deleted on a clean stop.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Secret that signs and checks tokens (HS256 over its raw UTF-8 bytes); at least 32 bytes.</summary>
    public required string JwtSecret { get; init; }

    /// <summary>Port of the account service.</summary>
    public int AccountPort { get; init; }

    /// <summary>Port of the transaction service.</summary>
    public int TransactionPort { get; init; }

    /// <summary>Port of the fault listener, always on loopback; null means there is none and no fault can happen.</summary>
    public int? FaultPort { get; init; }

    /// <summary>Address (an IP address or localhost) that both services listen on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>True: an empty ledger is filled with the demonstration users, accounts and history.</summary>
    public bool SeedDemo { get; init; } = true;

    /// <summary>v2 only: a transfer above this amount answers 202 and waits for a step-up; null means never.</summary>
    public decimal? StepUpAbove { get; init; }

    /// <summary>The bank's clock. Its times have no zone and are UTC.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal bool DepositsEnabled => Deposits ?? Contract == BankContract.V1;

    internal bool IsV2 => Contract == BankContract.V2;
}
