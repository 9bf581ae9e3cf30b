namespace FinancialMcp.Testing;

/// <summary>Rules for servers under test, as POLICY_FILE takes them.</summary>
public static class TestPolicy
{
    /// <summary>The account at the stand-in bank (olivia's savings) that nobody pays without approval under <see cref="Open"/>.</summary>
    public const string HeldCounterparty = "1006";

    /// <summary>
    /// Lets everything through, as often as it is asked, but for what shows how holding works: payments to one account
    /// and corrections of balances wait for one person.
    /// </summary>
    public const string Open = $$"""
        [
          { "name": "all", "twin_window_seconds": 0 },
          { "name": "held", "match": { "counterparty": "{{HeldCounterparty}}" }, "twin_window_seconds": 0,
            "approvals": [ { "from": "0", "needed": 1 } ] },
          { "name": "corrections", "match": { "tool": "update_account_balance" }, "twin_window_seconds": 0,
            "approvals": [ { "from": "0", "needed": 1 } ] }
        ]
        """;

    /// <summary>Writes rules into the folder and returns the file's path.</summary>
    public static string WriteTo(string folder, string rules = Open)
    {
        var path = Path.Combine(folder, "policy.json");
        File.WriteAllText(path, rules);
        return path;
    }
}
