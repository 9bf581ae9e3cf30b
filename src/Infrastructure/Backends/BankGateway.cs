using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using FinancialMcp.Application;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Backends;

/// <inheritdoc cref="IBankGateway"/>
internal sealed partial class BankGateway(
    BackendOptions options,
    BackendClients clients,
    BackendTokens tokens,
    BankLookUps lookUps,
    TimeProvider time,
    ILogger<BankGateway> log
) : IBankGateway
{
    private static readonly Counter<long> Mismatches = Telemetry.Meter.CreateCounter<long>(
        "backend_echo_mismatches_total",
        description: "Answers of the bank that state something else than was asked."
    );

    private readonly OutcomeTable table = new(options.Contract, new BankReading(options.TimeZone));

    public bool TokensEnd(BankInstruction instruction) =>
        tokens.NamesTheIdentity(ChangeRoute.Of(options.Contract, instruction).Service);

    public Task<LookUp> LookUpAsync(Operation operation, CancellationToken cancellationToken) =>
        lookUps.OfAsync(operation, cancellationToken);

    public string BodyOf(BankInstruction instruction, string backendKey) =>
        ChangeBody.Of(options.Contract, instruction, backendKey);

    public async Task<(Outcome Outcome, Attempt Attempt)> SendAsync(Operation operation, AttemptPermit permit)
    {
        var started = time.GetUtcNow();
        var sending = await TrySendAsync(operation, permit);
        var attempt = new Attempt(
            permit.Number,
            permit.Fence,
            started,
            time.GetUtcNow(),
            sending.WasBegun,
            sending.Status,
            sending.Verdict.Problem,
            sending.BodySha256
        );
        return (sending.Verdict.Outcome, attempt);
    }

    /// <summary>
    /// Whatever is thrown on the way, the answer is a verdict: not executed when the body provably never left, unknown
    /// otherwise.
    /// </summary>
    private async Task<Sending> TrySendAsync(Operation operation, AttemptPermit permit)
    {
        OnceContent? content = null;
        HttpRequestMessage? request = null;
        try
        {
            var left = permit.Deadline - time.GetElapsedTime(permit.Began);
            if (left <= TimeSpan.Zero)
            {
                throw new NotSentException("The deadline passed before the request was made.");
            }

            using var deadline = new CancellationTokenSource(left, time);
            var route = ChangeRoute.Of(options.Contract, operation.Instruction);
            content = new OnceContent(operation.BackendBody, time, permit.Deadline, permit.Began);
            request = Request(route, operation, permit, content);
            using var answer = await clients.Changes(route.Service).SendAsync(request, deadline.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            return Judge(operation, route, answer, body);
        }
        catch (Exception failure)
        {
            return content is null || content.TryRevoke() ? NotSent(failure) : NoAnswer(failure, request);
        }
        finally
        {
            request?.Dispose();
        }
    }

    private HttpRequestMessage Request(
        ChangeRoute route,
        Operation operation,
        AttemptPermit permit,
        OnceContent content
    )
    {
        var request = new HttpRequestMessage(route.Method, clients.Url(route.Service, route.Path))
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("Authorization", tokens.ForChange(route.Service, operation, permit));
        request.Headers.TryAddWithoutValidation("Idempotency-Key", operation.BackendKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private Sending Judge(Operation operation, ChangeRoute route, HttpResponseMessage answer, byte[] body)
    {
        var status = (int)answer.StatusCode;
        var verdict = table.Classify(
            operation,
            new BankAnswer(status, answer.Content.Headers.ContentType?.MediaType, body),
            tokens.NamesTheIdentity(route.Service)
        );
        if (verdict.Mismatches.Count > 0)
        {
            var fields = string.Join(',', verdict.Mismatches);
            Mismatches.Add(1, new KeyValuePair<string, object?>("service", route.Service.Label()));
            LogMismatch(route.Service.Label(), fields);
        }

        return new Sending(verdict, true, status, Convert.ToHexStringLower(SHA256.HashData(body)));
    }

    private Sending NotSent(Exception failure)
    {
        var isExpected =
            failure
            is HttpRequestException
                // A peer that resets while a connection is made: not always wrapped by the HTTP stack.
                or SocketException
                or IOException
                or OperationCanceledException
                or NotSentException
                or BreakerOpenException
                or Polly.RateLimiting.RateLimiterRejectedException;
        if (!isExpected)
        {
            LogDefect(failure);
        }

        var outcome = isExpected
            ? Outcome.NotExecuted(
                ErrorCodes.ServiceUnavailable,
                "The bank could not be reached. Nothing was sent; to try again, use a new idempotency_key."
            )
            : Outcome.NotExecuted(ErrorCodes.InternalError, "The request could not be made. Nothing was sent.");
        return new Sending(new Verdict(outcome, WireProblem.OfUnsent(failure)), false, null, null);
    }

    private static Sending NoAnswer(Exception failure, HttpRequestMessage? request)
    {
        var status = request is null ? null : WholeAnswerHandler.StatusOf(request);
        return new Sending(Verdict.Unknown(WireProblem.OfSent(failure, status)), true, status, null);
    }

    private sealed record Sending(Verdict Verdict, bool WasBegun, int? Status, string? BodySha256);

    [LoggerMessage(
        3102,
        LogLevel.Critical,
        "backend_echo_mismatch: {Service} stated another {Fields} than was asked; the operation is in doubt",
        EventName = "backend_echo_mismatch"
    )]
    private partial void LogMismatch(string service, string fields);

    [LoggerMessage(
        3103,
        LogLevel.Error,
        "backend_request_defect: a change could not be made into a request; nothing was sent",
        EventName = "backend_request_defect"
    )]
    private partial void LogDefect(Exception failure);
}
