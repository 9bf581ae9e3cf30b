using FinancialMcp.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Sandbox.Tests.Harness;

/// <summary>A bank of one test's own: real listeners on free ports, a real ledger file, and a clock that stands still.</summary>
internal sealed class TestBank : IAsyncDisposable
{
    /// <summary>Where the clock stands at first: the middle of a day in the middle of a month.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder;
    private readonly TimeProvider time;

    private TestBank(SandboxHost host, TemporaryFolder data, TimeProvider time)
    {
        Host = host;
        folder = data;
        this.time = time;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    }

    public SandboxHost Host { get; }

    public HttpClient Http { get; }

    public FakeTimeProvider Clock => (FakeTimeProvider)time;

    public BankClient Alice => As("alice", "ROLE_USER");

    public BankClient Bob => As("bob", "ROLE_USER");

    public BankClient Carol => As("carol", "ROLE_USER");

    public BankClient Olivia => As("olivia", "ROLE_ADMIN");

    public BankClient Nobody => With(null);

    public static async Task<TestBank> StartAsync(
        BankContract contract,
        Func<SandboxOptions, SandboxOptions>? change = null
    )
    {
        var data = new TemporaryFolder();
        var options = new SandboxOptions
        {
            Contract = contract,
            JwtSecret = TestTokens.Secret,
            DataDirectory = data.Path,
            Clock = new FakeTimeProvider(Noon),
        };
        options = change?.Invoke(options) ?? options;
        try
        {
            var host = await SandboxHost.StartAsync(options, TestContext.Current.CancellationToken);
            return new TestBank(host, data, options.Clock);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    public BankClient As(string subject, params string[] roles) => With(TestTokens.For(time, subject, roles));

    public BankClient With(string? token) => new(Http, Host.AccountUrl, Host.TransactionUrl, token);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        folder.Dispose();
    }
}
