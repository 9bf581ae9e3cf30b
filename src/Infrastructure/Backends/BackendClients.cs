using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Refit;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// The clients of the two services, for the life of the process. Reads and changes share nothing, not even connections:
/// a read is repeated, a change is put on the wire at most once. No redirect is followed, no proxy or cookie is used.
/// </summary>
internal sealed class BackendClients : IDisposable
{
    private const int ProbeConnections = 4;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // New connections follow a changed DNS answer after this long.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<Backend, HttpMessageInvoker> changes = [];
    private readonly Dictionary<Backend, HttpMessageInvoker> probes = [];
    private readonly List<IDisposable> owned = [];
    private readonly BackendOptions options;
    private readonly Breakers breakers;
    private readonly TimeProvider time;

    public BackendClients(BackendOptions options, Breakers breakers, TimeProvider time)
    {
        this.options = options;
        this.breakers = breakers;
        this.time = time;
        Accounts = Api<IAccountApi>(Backend.Account);
        Transactions = Api<ITransactionApi>(Backend.Transaction);
    }

    public IAccountApi Accounts { get; }

    public ITransactionApi Transactions { get; }

    /// <summary>The client for changes; the caller brings a <see cref="OnceContent"/> and a deadline.</summary>
    public HttpMessageInvoker Changes(Backend service) => changes[service];

    /// <summary>The client for looking at a service's health: it repeats nothing, and neither a breaker nor a metric learns from it.</summary>
    public HttpMessageInvoker Probe(Backend service) => probes[service];

    /// <summary>The absolute URL of a route of the service.</summary>
    public Uri Url(Backend service, string path) => new(Address(service).AbsoluteUri.TrimEnd('/') + path);

    public void Dispose() => owned.ForEach(client => client.Dispose());

    private Uri Address(Backend service) =>
        (service == Backend.Account ? options.AccountService : options.TransactionService).Url;

    private T Api<T>(Backend service)
    {
        changes[service] = Own(
            new HttpMessageInvoker(
                new ResilienceHandler(ChangePipeline(service))
                {
                    InnerHandler = Wire(service, options.MaxConcurrentChanges),
                }
            )
        );
        probes[service] = Own(new HttpMessageInvoker(new WholeAnswerHandler(Sockets(ProbeConnections))));
        var client = Own(
            new HttpClient(
                new GetOnlyHandler(
                    new ResilienceHandler(ReadPipeline(service))
                    {
                        InnerHandler = Wire(service, options.MaxReadConnections),
                    }
                )
            )
            {
                BaseAddress = new Uri(Address(service).AbsoluteUri.TrimEnd('/') + "/"),
                Timeout = Timeout.InfiniteTimeSpan,
                DefaultRequestVersion = HttpVersion.Version11,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            }
        );
        return RestService.ForGenerated<T>(client, BankJsonContext.Default);
    }

    private T Own<T>(T client)
        where T : IDisposable
    {
        owned.Add(client);
        return client;
    }

    private MeteredHandler Wire(Backend service, int connections) =>
        new(service, time, new WholeAnswerHandler(Sockets(connections)));

    private static SocketsHttpHandler Sockets(int connections) =>
        new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxConnectionsPerServer = connections,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
        };

    /// <summary>Concurrency and breaker; nothing here repeats anything, and the deadline is the attempt's own.</summary>
    private ResiliencePipeline<HttpResponseMessage> ChangePipeline(Backend service)
    {
        var breaker = breakers.OfChanges(service);
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddConcurrencyLimiter(options.MaxConcurrentChanges, options.MaxConcurrentChanges * 4)
            .AddStrategy(_ => new BreakerStrategy(breaker, countsCancellation: true))
            .Build();
    }

    private ResiliencePipeline<HttpResponseMessage> ReadPipeline(Backend service)
    {
        var breaker = breakers.OfReads(service);
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(options.ReadDeadline)
            .AddRetry(
                new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaxRetries,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldRetryAfterHeader = true,
                    ShouldHandle = attempt => ValueTask.FromResult(IsWorthRepeating(attempt)),
                }
            )
            .AddStrategy(_ => new BreakerStrategy(breaker, countsCancellation: false))
            .AddTimeout(options.HttpTimeout)
            .Build();
    }

    /// <summary>A service that asks for a longer wait than one attempt may last is told to the caller, not waited for.</summary>
    private bool IsWorthRepeating(RetryPredicateArguments<HttpResponseMessage> attempt) =>
        attempt.Outcome switch
        {
            { Exception: TimeoutRejectedException or SocketException or IOException } => true,
            { Exception: HttpRequestException failure } => failure.HttpRequestError
                != HttpRequestError.ConfigurationLimitExceeded,
            { Result: { } answer } => (int)answer.StatusCode is >= 500 or 408 or 429
                && !(RetryAfter.Of(answer.Headers.RetryAfter, time) > options.HttpTimeout),
            _ => false,
        };
}
