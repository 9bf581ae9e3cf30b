using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Application.Tests.Monitoring;

public sealed class GetSettingsTests
{
    [Fact]
    public async Task It_tells_what_runs_here_and_which_migrations_there_are()
    {
        await using var application = new TestApplication();

        var settings = await application.CallAsync(Known.Operator, new GetSettings());

        Assert.Equal(
            ("staging", "SQLite", BankContract.V1),
            (settings.Environment, settings.Database, settings.BankContract)
        );
        Assert.Equal(["1_First"], settings.Migrations.Applied);
        Assert.Equal(["2_Second"], settings.Migrations.Pending);
        Assert.Equal(["PORT", "JWT_SECRET"], settings.Settings.Select(setting => setting.Name));
        Assert.NotEmpty(settings.Build);
        Assert.Contains(".NET", settings.Runtime, StringComparison.Ordinal);
        await application.RefusedAsync(Known.Approver, new GetSettings());
        await application.RefusedAsync(Known.Auditor, new GetSettings());
    }
}
