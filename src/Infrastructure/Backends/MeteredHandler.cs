using System.Diagnostics.Metrics;
using System.Globalization;
using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// Counts every request that is put on the wire, repetitions included, and how long its whole answer took. The label
/// status is the HTTP status, or <c>none</c> when no whole answer came.
/// </summary>
internal sealed class MeteredHandler(Backend service, TimeProvider time, HttpMessageHandler inner)
    : DelegatingHandler(inner)
{
    private static readonly Counter<long> Requests = Telemetry.Meter.CreateCounter<long>(
        "service_requests_total",
        description: "Requests to the bank's services by their answer's status."
    );

    private static readonly Histogram<double> Seconds = Telemetry.Meter.CreateHistogram(
        "service_request_duration_seconds",
        unit: "s",
        description: "How long the bank's services took to answer.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
        }
    );

    private readonly KeyValuePair<string, object?> serviceLabel = new("service", service.Label());

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        var status = "none";
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            return answer;
        }
        finally
        {
            Seconds.Record(time.GetElapsedTime(started).TotalSeconds, serviceLabel);
            Requests.Add(1, serviceLabel, new("status", status));
        }
    }
}
