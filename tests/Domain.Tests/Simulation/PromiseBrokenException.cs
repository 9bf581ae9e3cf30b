namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>A run broke a promise: which, in which run, and how it came to it.</summary>
internal sealed class PromiseBrokenException(string promise, string message) : Exception(message)
{
    public string Promise => promise;
}
