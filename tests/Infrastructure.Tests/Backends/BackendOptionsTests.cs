using FinancialMcp.Application;
using FinancialMcp.Infrastructure.Backends;
using Microsoft.Extensions.Options;

namespace FinancialMcp.Infrastructure.Tests.Backends;

public sealed class BackendOptionsTests
{
    private static readonly BackendOptions Good = BackendsUnderTest.Options(new Uri("https://bank.test/prefix"));

    public static TheoryData<string, BackendOptions, bool> Edges() =>
        new()
        {
            { "http", Good with { AccountService = new(new Uri("http://bank.test:8080")) }, true },
            { "ftp", Good with { AccountService = new(new Uri("ftp://bank.test")) }, false },
            { "relative", Good with { AccountService = new(new Uri("/bank", UriKind.Relative)) }, false },
            { "user", Good with { AccountService = new(new Uri("http://me:pw@bank.test")) }, false },
            { "query", Good with { TransactionService = new(new Uri("http://bank.test/?a=b")) }, false },
            { "fragment", Good with { TransactionService = new(new Uri("http://bank.test/#a")) }, false },
            { "contract", Good with { Contract = (BankContract)3 }, false },
            { "secret 31", Good with { JwtSecret = new string('s', 31) }, false },
            { "secret 32", Good with { JwtSecret = new string('s', 32) }, true },
            { "secret bytes", Good with { JwtSecret = new string('ä', 16) }, true },
            { "staff", Good with { StaffSubject = " " }, false },
            { "timeout", Good with { HttpTimeout = TimeSpan.Zero }, false },
            { "retries 0", Good with { MaxRetries = 0 }, false },
            { "retries 1", Good with { MaxRetries = 1 }, true },
            { "retries 10", Good with { MaxRetries = 10 }, true },
            { "retries 11", Good with { MaxRetries = 11 }, false },
            { "delay", Good with { RetryDelay = TimeSpan.Zero }, false },
            { "deadline", Good with { ReadDeadline = TimeSpan.Zero }, false },
            { "threshold 1", Good with { BreakerFailureThreshold = 1 }, false },
            { "threshold 2", Good with { BreakerFailureThreshold = 2 }, true },
            { "threshold 20", Good with { BreakerFailureThreshold = 20 }, true },
            { "threshold 21", Good with { BreakerFailureThreshold = 21 }, false },
            { "recovery", Good with { BreakerRecovery = TimeSpan.Zero }, false },
            { "changes 0", Good with { MaxConcurrentChanges = 0 }, false },
            { "changes 4096", Good with { MaxConcurrentChanges = 4096 }, true },
            { "changes 4097", Good with { MaxConcurrentChanges = 4097 }, false },
            { "reads 0", Good with { MaxReadConnections = 0 }, false },
        };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Edges))]
    public void Every_option_has_its_edges(string name, BackendOptions options, bool isGood)
    {
        Assert.NotEmpty(name);
        if (isGood)
        {
            options.Validate();
            return;
        }

        var problem = Assert.Single(Assert.Throws<OptionsValidationException>(options.Validate).Failures);
        Assert.DoesNotContain("pw", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("sss", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var options = Good with { JwtSecret = "", StaffSubject = "", MaxRetries = 0 };

        Assert.Equal(3, Assert.Throws<OptionsValidationException>(options.Validate).Failures.Count());
    }
}
