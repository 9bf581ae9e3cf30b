namespace FinancialMcp.Application;

/// <summary>One page of what the bank lists. Pages count from 0.</summary>
public sealed record BankPage<T>(IReadOnlyList<T> Items, int Page, int Size, long TotalElements, int TotalPages);
