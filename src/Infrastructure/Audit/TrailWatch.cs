using System.Diagnostics.Metrics;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Operations;
using FinancialMcp.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>Every second, on every replica, whoever seals: reads how the trail stands, and says so when it lags.</summary>
internal sealed partial class TrailWatch : Patrol
{
    private readonly Database database;
    private readonly TrailStanding standing;
    private readonly ILogger<TrailWatch> log;
    private bool stood = true;

    public TrailWatch(
        IServiceScopeFactory scopes,
        Database database,
        TrailStanding standing,
        IMeterFactory meters,
        TimeProvider time,
        ILogger<TrailWatch> log
    )
        : base(scopes, time, log)
    {
        this.database = database;
        this.standing = standing;
        this.log = log;
        var meter = meters.Create(Telemetry.MeterName);
        Gauge(
            meter,
            "audit_seal_lag_seconds",
            figures => figures.SealLag.TotalSeconds,
            "For how long the oldest record without a seal has waited."
        );
        Gauge(
            meter,
            "audit_anchor_lag_seconds",
            figures => figures.AnchorLag.TotalSeconds,
            "For how long the oldest seal that no anchor was told of has waited."
        );
        Gauge(
            meter,
            "audit_last_verified_timestamp_seconds",
            figures => figures.LastVerified?.ToUnixTimeMilliseconds() / 1000.0,
            "When the trail was last verified."
        );
        Gauge(
            meter,
            "audit_last_verified_findings",
            figures => figures.LastFindings,
            "How much the last verification found wrong."
        );
    }

    /// <summary>Made anew for each look: on SQLite the time now is a literal.</summary>
    private string Text =>
        $"""
            select
                coalesce((select number from audit_seal order by number desc limit 1), 0),
                (select recorded_at from audit_event where {database.IsUnsealed} order by {database.Position} limit 1),
                (select min(sealed_at) from audit_seal where number > coalesce((select max(number) from audit_anchor), 0)),
                (select ended_at from audit_verification order by ended_at desc limit 1),
                (select findings from audit_verification order by ended_at desc limit 1),
                {database.Now}
            """;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(1);

    protected override async Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var figures = await database.ReadAsync(
            Text,
            [],
            async rows =>
            {
                await rows.NextAsync();
                var now = rows.Time(5);
                return new TrailFigures(
                    Since(now, rows.TimeOrNull(1)),
                    Since(now, rows.TimeOrNull(2)),
                    rows.Long(0),
                    rows.TimeOrNull(3),
                    rows.NumberOrNull(4)
                );
            },
            database.StartDeadline(),
            cancellationToken
        );
        standing.Report(figures);
        if (standing.Stands != stood)
        {
            stood = standing.Stands;
            if (stood)
            {
                LogStands();
            }
            else
            {
                LogLags((long)figures.SealLag.TotalSeconds, (long)figures.AnchorLag.TotalSeconds);
            }
        }
    }

    private static TimeSpan Since(DateTimeOffset now, DateTimeOffset? then) =>
        then is { } time && time < now ? now - time : TimeSpan.Zero;

    /// <summary>Not read yet: no figure rather than an invented one.</summary>
    private void Gauge(Meter meter, string name, Func<TrailFigures, double?> figure, string description) =>
        meter.CreateObservableGauge<double>(
            name,
            () => standing.Last is { } figures && figure(figures) is { } value ? [new Measurement<double>(value)] : [],
            description: description + " Of all replicas, at most some seconds ago."
        );

    [LoggerMessage(
        3111,
        LogLevel.Critical,
        "audit_lag: records wait {SealLag} s for their seal, seals wait {AnchorLag} s for an anchor; no money moves",
        EventName = "audit_lag"
    )]
    private partial void LogLags(long sealLag, long anchorLag);

    [LoggerMessage(3112, LogLevel.Warning, "audit_lag: the trail is sealed again", EventName = "audit_sealed_again")]
    private partial void LogStands();
}
