namespace FinancialMcp.Testing;

/// <summary>What a <see cref="Fleet"/> is made of.</summary>
public sealed record FleetPlan
{
    /// <summary>How many server processes.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>The bank's contract, v1 or v2.</summary>
    public string Contract { get; init; } = "v1";

    /// <summary>More options of the stand-in bank.</summary>
    public IReadOnlyList<string> BankOptions { get; init; } = [];

    /// <summary>More settings of every server; they win over those that all test servers share.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The rules that the servers begin with, as POLICY_FILE takes them.</summary>
    public string Policy { get; init; } = TestPolicy.Open;

    /// <summary>
    /// What is done to the servers' database, by its name, while it is still empty, on a PostgreSQL server of the fleet's
    /// own. Null: a database on the server that all tests of the process share.
    /// </summary>
    public Func<PostgresServer, string, Task>? Prepare { get; init; }

    /// <summary>Decides the jitter of the proxies.</summary>
    public int Seed { get; init; } = 1;
}
