namespace FinancialMcp.Application;

/// <summary>Which version of the bank's contract is spoken (BACKEND_CONTRACT).</summary>
public enum BankContract
{
    V1 = 1,
    V2 = 2,
}
