using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Health;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>Registers who judges callers' tokens.</summary>
internal static class CallerTokensServices
{
    /// <summary>With AUTH_AUTHORITY, also whether it answers, among what the server depends on.</summary>
    public static void AddCallerTokens(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<CallerTokens>();
        if (settings.Callers.Authority is not { } issuer)
        {
            return;
        }

        services.AddSingleton(provider => new AuthorityKeys(
            issuer,
            settings.IsDevelopment,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AuthorityKeys>>()
        ));
        services.AddSingleton<IDependencyHealth>(provider =>
        {
            var keys = provider.GetRequiredService<AuthorityKeys>();
            return new ProviderHealth(
                "token_issuer",
                async cancellationToken =>
                    await keys.CurrentAsync(cancellationToken) is null ? "it has not given its keys, so nobody can call"
                    : await ProviderHealth.AnswersAsync(keys.Channel, keys.MetadataAddress, cancellationToken) ? null
                    : "it does not answer; callers are judged by the keys that it gave last",
                provider.GetRequiredService<TimeProvider>()
            );
        });
    }
}
