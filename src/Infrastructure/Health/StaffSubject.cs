using System.Net.Http.Headers;
using FinancialMcp.Application.Security;
using FinancialMcp.Infrastructure.Backends;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Health;

/// <summary>
/// Whether the bank knows the staff user (BACKEND_STAFF_SUBJECT) and accepts our tokens: asked at start, and with every
/// look at the bank's health until it did. A bank that is down at start stops nothing.
/// </summary>
internal sealed partial class StaffSubject(
    BackendClients clients,
    BackendTokens tokens,
    BackendIdentities identities,
    ILogger<StaffSubject> log
) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private volatile bool isKnown;

    /// <summary>True as soon as the bank answered a read in the staff user's name.</summary>
    public async Task<bool> IsKnownAsync(CancellationToken cancellationToken) =>
        isKnown || (isKnown = await AskAsync(cancellationToken) == 200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        deadline.CancelAfter(Patience);
        var status = await AskAsync(deadline.Token);
        isKnown = status == 200;
        if (status is 401 or 403)
        {
            LogRefused(status.Value);
        }
        else if (!isKnown && !stoppingToken.IsCancellationRequested)
        {
            LogUnanswered();
        }
    }

    /// <summary>The status of the smallest read there is; null when no answer came.</summary>
    private async Task<int?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                clients.Url(Backend.Account, "/api/accounts?page=0&size=1")
            );
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(
                tokens.ForRead(Backend.Account, identities.Staff)
            );
            using var answer = await clients.Probe(Backend.Account).SendAsync(request, cancellationToken);
            return (int)answer.StatusCode;
        }
        catch (Exception failure)
            when (failure
                    is HttpRequestException
                        or System.Net.Sockets.SocketException
                        or IOException
                        or OperationCanceledException
            )
        {
            return null;
        }
    }

    [LoggerMessage(
        3108,
        LogLevel.Error,
        "backend_staff_refused: the bank answered {Status} to the staff user; check BACKEND_STAFF_SUBJECT, and BACKEND_JWT_SECRET or BACKEND_SERVICE_TOKEN",
        EventName = "backend_staff_refused"
    )]
    private partial void LogRefused(int status);

    [LoggerMessage(
        3109,
        LogLevel.Warning,
        "backend_staff_unknown: the account service did not answer at start, so the staff user could not be checked",
        EventName = "backend_staff_unknown"
    )]
    private partial void LogUnanswered();
}
