using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Staff;

/// <summary>Who works at the admin side, and what they sign in with.</summary>
internal static class StaffServices
{
    private const string Application = "financial-mcp";

    internal static IServiceCollection AddStaff(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName(Application);
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<Database, GroupCommitWriter>(
                (options, database, writer) => options.XmlRepository = new KeysInTheDatabase(database, writer)
            );
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = StaffCredentials.Iterations);
        services.AddSingleton<IPasskeyStore, PasskeyStore>().AddSingleton<IPasskeyCeremonies, PasskeyCeremonies>();
        return services.AddSingleton<IStaffStore, StaffStore>().AddSingleton<IStaffCredentials, StaffCredentials>();
    }
}
