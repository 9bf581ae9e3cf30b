using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(FinancialMcp.Admin.Tests.ByName))]
[assembly: TestClassOrderer(typeof(FinancialMcp.Admin.Tests.ByName))]
[assembly: TestMethodOrderer(typeof(FinancialMcp.Admin.Tests.ByName))]

namespace FinancialMcp.Admin.Tests;

/// <summary>
/// The walks go by their names. Those that share a house leave something behind for each other, and xUnit's own order depends
/// on the folder in which the tests lie: what passed in one clone could fail in another.
/// </summary>
public sealed class ByName : ITestCollectionOrderer, ITestClassOrderer, ITestMethodOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(it => it.TestCollectionDisplayName, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass =>
        [.. testClasses.OrderBy(it => it?.TestClassName, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(
        IReadOnlyCollection<TTestMethod?> testMethods
    )
        where TTestMethod : notnull, ITestMethod =>
        [.. testMethods.OrderBy(it => it?.MethodName, StringComparer.Ordinal)];
}
