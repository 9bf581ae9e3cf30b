namespace FinancialMcp.Admin.Tests;

/// <summary>The same in a second house, at the same time: where people decide, and where servers come and go.</summary>
[CollectionDefinition(nameof(AtTheDesks))]
public sealed class AtTheDesks : ICollectionFixture<House>;
