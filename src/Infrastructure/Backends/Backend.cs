namespace FinancialMcp.Infrastructure.Backends;

/// <summary>The bank's services.</summary>
internal enum Backend
{
    Account,
    Transaction,
}

/// <summary>How the services are called in metrics, logs and messages.</summary>
internal static class BackendNames
{
    /// <summary>The value of the metrics' label <c>service</c>.</summary>
    public static string Label(this Backend service) =>
        service == Backend.Account ? "account-service" : "transaction-service";

    /// <summary>The name of the dependency in health answers.</summary>
    public static string Dependency(this Backend service) =>
        service == Backend.Account ? "account_service" : "transaction_service";
}
