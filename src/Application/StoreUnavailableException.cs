namespace FinancialMcp.Application;

/// <summary>
/// Our database did not commit. Nothing may be sent or answered on the strength of what was to be written; whether the
/// commit happened is unknown.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException(string message, Exception? cause = null)
        : base(message, cause) { }
}
