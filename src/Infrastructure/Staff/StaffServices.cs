using System.Security.Cryptography.X509Certificates;
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

    /// <param name="services">What is added to.</param>
    /// <param name="keyCertificate">PEM file of a certificate and its RSA key, by which keys are encrypted at rest; null: they are not.</param>
    internal static IServiceCollection AddStaff(this IServiceCollection services, string? keyCertificate)
    {
        var protection = services.AddDataProtection().SetApplicationName(Application);
        if (keyCertificate is not null)
        {
            protection.ProtectKeysWithCertificate(X509Certificate2.CreateFromPemFile(keyCertificate));
        }

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
