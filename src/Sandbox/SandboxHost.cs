using System.Net;
using System.Text;
using FinancialMcp.Sandbox.Accounts;
using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;
using FinancialMcp.Sandbox.Seeding;
using FinancialMcp.Sandbox.Transactions;

namespace FinancialMcp.Sandbox;

/// <summary>
/// A running stand-in bank: both services on their own listeners over one ledger file. It keeps no static state, so
/// several may run in one process; disposing it answers what is under way, closes the ledger and frees the ports.
/// </summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly LedgerFile _file;
    private readonly LedgerReaders _readers;
    private readonly LedgerWriter _writer;
    private readonly ServiceApp _accounts;
    private readonly ServiceApp _transactions;

    private SandboxHost(SandboxOptions options, LedgerFile file)
    {
        _file = file;
        var session = file.OpenSession(readOnly: false);
        session.Execute(LedgerSchema.Sql);
        _readers = new LedgerReaders(file);
        _writer = new LedgerWriter(session);
        var address = AddressOf(options.Host);
        var tokens = new BankTokens(options.JwtSecret, options.Clock);
        var users = new Users(_readers, _writer);
        _accounts = new ServiceApp(address, options.AccountPort, new AccountEdge(options, tokens, users));
        _transactions = new ServiceApp(address, options.TransactionPort, new TransactionEdge(options, tokens));
        new AuthEndpoints(options, users, tokens).Map(_accounts);
        new AccountEndpoints(options, _readers, new AccountChanges(_writer, options.Clock)).Map(_accounts);
        new SpendingLimits(options, _readers).Map(_accounts);
        var moves = new MoneyMoves(options, _writer);
        new TransactionEndpoints(options, _readers, moves, new Reversals(options, _writer)).Map(_transactions);
        new AuthorizationEndpoints(options, _readers, _writer, moves).Map(_transactions);
        new AccountClosure(options, _writer).Map(_transactions);
        Actuator.Map(_accounts);
        Actuator.Map(_transactions);
    }

    /// <summary>Base address of the account service.</summary>
    public Uri AccountUrl => _accounts.Url;

    /// <summary>Base address of the transaction service.</summary>
    public Uri TransactionUrl => _transactions.Url;

    /// <summary>Base address of the fault listener, or null when it is off.</summary>
    public Uri? FaultUrl { get; }

    /// <summary>Full path of the ledger file, which checkers may open read-only while the bank runs.</summary>
    public string LedgerPath => _file.Path;

    /// <summary>
    /// Opens (and on an empty ledger seeds) the ledger and starts both services.
    /// </summary>
    /// <exception cref="SandboxStartException">An option is unusable, the ledger is in use, or a port cannot be bound.</exception>
    public static async Task<SandboxHost> StartAsync(
        SandboxOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var file = LedgerFile.Open(options.DataDirectory);
        var host = new SandboxHost(options, file);
        try
        {
            if (options.SeedDemo)
            {
                await DemoSeed.PlantAsync(host._writer, options);
            }
            await host._accounts.StartAsync(cancellationToken);
            await host._transactions.StartAsync(cancellationToken);
            return host;
        }
        catch (Exception e)
        {
            await host.DisposeAsync();
            throw e is IOException ? new SandboxStartException($"A listener cannot be started: {e.Message}", e) : e;
        }
    }

    /// <summary>Stops listening, lets running calls finish, closes the ledger and releases its lock.</summary>
    public async ValueTask DisposeAsync()
    {
        await _accounts.DisposeAsync();
        await _transactions.DisposeAsync();
        // The writer closes last: only its connection may fold the write-ahead log back into the file.
        _readers.Dispose();
        await _writer.DisposeAsync();
        _file.Dispose();
    }

    private static void Check(SandboxOptions options)
    {
        if (Encoding.UTF8.GetByteCount(options.JwtSecret) < SandboxOptions.MinimumSecretBytes)
        {
            throw new SandboxStartException(
                $"The JWT secret must have at least {SandboxOptions.MinimumSecretBytes} bytes."
            );
        }
        foreach (var port in (int[])[options.AccountPort, options.TransactionPort, options.FaultPort ?? 0])
        {
            if (port is < 0 or > 65535)
            {
                throw new SandboxStartException($"Port {port} is out of range (0-65535; 0 means any free port).");
            }
        }
        if (options.StepUpAbove < 0)
        {
            throw new SandboxStartException("The step-up amount must not be negative.");
        }
        AddressOf(options.Host);
    }

    private static IPAddress AddressOf(string host) =>
        host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new SandboxStartException($"Host '{host}' is neither an IP address nor localhost.");
}
