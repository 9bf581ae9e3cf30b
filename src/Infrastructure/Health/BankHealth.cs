using System.Text.Json;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Backends;

namespace FinancialMcp.Infrastructure.Health;

/// <summary>
/// How the bank's two services stand, by their own word (/actuator/health) and by our breakers. The bank's absence
/// degrades us and no more: what we have recorded can still be asked for.
/// </summary>
internal sealed class BankHealth(BackendClients clients, Breakers breakers, StaffSubject staff, TimeProvider time)
    : IDependencyHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(
            CheckAsync(Backend.Account, cancellationToken),
            CheckAsync(Backend.Transaction, cancellationToken)
        );

    private async Task<DependencyHealth> CheckAsync(Backend service, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        var started = time.GetTimestamp();
        var isUp = await IsUpAsync(service, deadline.Token);
        var latency = time.GetElapsedTime(started);
        var breaker = breakers.StateOf(service);
        var trouble =
            !isUp ? "it does not say that it is up"
            : breaker == BreakerState.Open ? "calls are held back after failures"
            : service == Backend.Account && !await staff.IsKnownAsync(deadline.Token)
                ? "the staff user was not accepted"
            : null;
        return new DependencyHealth(
            service.Dependency(),
            trouble is null ? HealthState.Healthy : HealthState.Degraded,
            latency,
            Breakers.NameOf(breaker),
            trouble
        );
    }

    private async Task<bool> IsUpAsync(Backend service, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, clients.Url(service, "/actuator/health"));
            using var answer = await clients.Probe(service).SendAsync(request, cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                && JsonSerializer.Deserialize(body, BankJsonContext.Default.WireHealth)?.Status == "UP";
        }
        catch (Exception failure)
            when (failure
                    is HttpRequestException
                        or System.Net.Sockets.SocketException
                        or IOException
                        or OperationCanceledException
                        or JsonException
            )
        {
            return false;
        }
    }
}
