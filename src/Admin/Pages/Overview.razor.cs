using System.Globalization;
using FinancialMcp.Application.Monitoring;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinancialMcp.Admin.Pages;

/// <summary>What this instance is, and how what it depends on answers, looked at again every two seconds.</summary>
public sealed partial class Overview : ComponentBase, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource left = new();
    private HealthLook? look;
    private DateTimeOffset lookedAt;

    private string Verdict =>
        look!.State switch
        {
            HealthState.Healthy => "Healthy: everything answers.",
            HealthState.Degraded => $"Degraded: {Troubled}.",
            _ => $"Unhealthy: no call can be answered: {Troubled}.",
        };

    private string Troubled =>
        string.Join(
            ", ",
            look!
                .Checks.Where(check => check.State is HealthState.Unhealthy or HealthState.Degraded)
                .Select(check => $"{Words(check.Name)} is {Words(HealthLook.WordFor(check.State))}")
                .DefaultIfEmpty("a dependency gives no answer")
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        left.Cancel();
        left.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await LookAsync();
        _ = KeepLookingAsync(left.Token);
    }

    private async Task LookAsync()
    {
        look = await Monitor.LookAsync();
        lookedAt = Time.GetUtcNow();
    }

    /// <summary>Runs until the page is left; the monitor turns every failure into an answer, so nothing else ends it.</summary>
    private async Task KeepLookingAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await InvokeAsync(async () =>
                {
                    await LookAsync();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private static string Words(string name) => name.Replace('_', ' ');

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan? latency) =>
        latency is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0.0} ms") : "–";

    private static string Text(TimeSpan span) =>
        span.TotalDays >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h {span.Minutes} min")
        : span.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Hours} h {span.Minutes} min")
        : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s");

    private static Severity SeverityOf(HealthState state) =>
        state switch
        {
            HealthState.Healthy => Severity.Success,
            HealthState.Degraded => Severity.Warning,
            _ => Severity.Error,
        };

    private static Color ColorOf(HealthState state) =>
        state switch
        {
            HealthState.Healthy => Color.Success,
            HealthState.Degraded => Color.Warning,
            HealthState.NotConfigured => Color.Default,
            _ => Color.Error,
        };

    private static string IconOf(HealthState state) =>
        state switch
        {
            HealthState.Healthy => Icons.Material.Filled.CheckCircle,
            HealthState.Degraded => Icons.Material.Filled.Warning,
            HealthState.NotConfigured => Icons.Material.Filled.RemoveCircleOutline,
            _ => Icons.Material.Filled.Error,
        };
}
