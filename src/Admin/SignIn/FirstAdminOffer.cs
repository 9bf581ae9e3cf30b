using FinancialMcp.Application;
using FinancialMcp.Application.Staff;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Admin.SignIn;

/// <summary>
/// While there is no administrator, or one alone whose others were disabled, tells whoever reads the server's log the secret by which one comes to be. It is
/// good for half an hour, once, for nothing else; a restart makes another.
/// </summary>
internal sealed partial class FirstAdminOffer(StaffEnrolment enrolment, TimeProvider time, ILogger<FirstAdminOffer> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await enrolment.OfferFirstAsync(stoppingToken) is { } secret)
                {
                    LogOffer(secret);
                }

                return;
            }
            catch (StoreUnavailableException)
            {
                // The database says itself that it is not there.
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(
        4001,
        LogLevel.Warning,
        "first_admin: this server needs an administrator. Open /enrol at the admin address within 30 minutes and enter {FirstAdmin}",
        EventName = "first_admin"
    )]
    private partial void LogOffer(string firstAdmin);
}
