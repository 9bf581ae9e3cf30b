namespace FinancialMcp.Admin.Tests;

/// <summary>Walks that share one house and go one after the other: each is about things of its own.</summary>
[CollectionDefinition(nameof(InTheHouse))]
public sealed class InTheHouse : ICollectionFixture<House>;
