using System.Diagnostics.Metrics;
using FinancialMcp.Application.Monitoring;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// A breaker for the reads and one for the changes of each service: a service that fails to post must not hide what it
/// can still show, because doubt is resolved by reading.
/// </summary>
internal sealed partial class Breakers : IDisposable
{
    private readonly Dictionary<(Backend Service, bool IsChange), Breaker> all = [];
    private readonly ILogger<Breakers> log;

    public Breakers(BackendOptions options, TimeProvider time, ILogger<Breakers> log)
    {
        this.log = log;
        foreach (var service in Enum.GetValues<Backend>())
        {
            foreach (var isChange in (bool[])[false, true])
            {
                all[(service, isChange)] = new Breaker(
                    options.BreakerFailureThreshold,
                    options.BreakerRecovery,
                    time,
                    state => LogChange(service.Label(), isChange ? "changes" : "reads", NameOf(state))
                );
            }
        }

        Meter.CreateObservableGauge(
            "circuit_breaker_state",
            () =>
                Enum.GetValues<Backend>()
                    .Select(service => new Measurement<int>(
                        (int)StateOf(service),
                        new KeyValuePair<string, object?>("service", service.Label())
                    )),
            description: "0 closed, 1 open, 2 half-open; the worse of a service's reads and changes."
        );
    }

    /// <summary>The meter of the gauge; it ends with us, so that no gauge outlives its breakers.</summary>
    public Meter Meter { get; } = new(Telemetry.MeterName);

    public Breaker OfReads(Backend service) => all[(service, false)];

    public Breaker OfChanges(Backend service) => all[(service, true)];

    /// <summary>The worse state of the service's two breakers: open, then half-open, then closed.</summary>
    public BreakerState StateOf(Backend service)
    {
        var reads = OfReads(service).State;
        var changes = OfChanges(service).State;
        return reads == BreakerState.Open || changes == BreakerState.Open ? BreakerState.Open
            : reads == BreakerState.HalfOpen || changes == BreakerState.HalfOpen ? BreakerState.HalfOpen
            : BreakerState.Closed;
    }

    /// <summary>The state as health answers name it.</summary>
    public static string NameOf(BreakerState state) =>
        state switch
        {
            BreakerState.Open => "open",
            BreakerState.HalfOpen => "half_open",
            _ => "closed",
        };

    public void Dispose() => Meter.Dispose();

    [LoggerMessage(
        3101,
        LogLevel.Warning,
        "circuit_breaker: {Kind} of {Service} are now {State}",
        EventName = "circuit_breaker"
    )]
    private partial void LogChange(string service, string kind, string state);
}
