namespace FinancialMcp.Application;

/// <summary>
/// Marks a request, or one argument of it, that only one version of the bank's contract can fulfil. Under the other one
/// the tool is not offered, and the argument is left out of the schema and refused like one that does not exist.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class OnlyInAttribute(BankContract contract) : Attribute
{
    public BankContract Contract { get; } = contract;
}
