using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Testing;
using Mediator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// Where the bank's people decide: the server's own services in this process, on a fleet's database. The host is built
/// and never started, so that it neither listens nor patrols: what people decide reaches the replicas by the database
/// alone.
/// </summary>
internal sealed class AdminDesk : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly WebApplication host;

    private AdminDesk(TemporaryFolder folder, WebApplication host)
    {
        this.folder = folder;
        this.host = host;
    }

    public static AdminDesk Beside(Fleet fleet)
    {
        var home = new TemporaryFolder();
        var settings = new Dictionary<string, string>(fleet.Settings(home.Path), StringComparer.Ordinal)
        {
            ["MCP_ENABLED"] = "false",
            ["ADMIN_ENABLED"] = "false",
            ["LOG_LEVEL"] = "CRITICAL",
        };
        var report = ConfigurationReading.Read(ConfigurationSources.Of(settings));
        Assert.Empty(report.Errors);
        return new AdminDesk(home, ServerHost.Build(report.Settings!));
    }

    /// <summary>A person, in a staff role, asks for it. What the use case throws, is thrown.</summary>
    public async Task<T> AskAsync<T>(string person, string role, IRequest<T> request)
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = new Caller
                    {
                        Principal = new Principal("staff", person, ActingParty: null),
                        Roles = new HashSet<string>(StringComparer.Ordinal) { role },
                        BackendSubject = person,
                        IsPerson = true,
                    },
                    RequestId = Guid.CreateVersion7().ToString("N"),
                    Tool = request.GetType().Name,
                    Arguments = "{}",
                    PresentAt = TimeProvider.System.GetUtcNow(),
                }
            );
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }
}
