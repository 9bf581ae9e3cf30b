namespace FinancialMcp.Sandbox;

/// <summary>The stand-in bank could not start; the message says why and is safe to print.</summary>
public sealed class SandboxStartException : Exception
{
    /// <summary>Creates it with the reason a person can act on.</summary>
    public SandboxStartException(string message)
        : base(message) { }

    /// <summary>Creates it with the reason a person can act on and its technical cause.</summary>
    public SandboxStartException(string message, Exception innerException)
        : base(message, innerException) { }
}
