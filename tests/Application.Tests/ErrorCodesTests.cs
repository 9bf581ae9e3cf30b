using System.Reflection;

namespace FinancialMcp.Application.Tests;

public sealed class ErrorCodesTests
{
    [Fact]
    public void Every_code_has_its_retry_advice()
    {
        var codes = typeof(ErrorCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(codes.Order(StringComparer.Ordinal), ErrorCodes.RetryOf.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unknown_code_cannot_be_thrown() =>
        Assert.Throws<KeyNotFoundException>(() => new AppException("NO_SUCH_CODE", "x"));
}
