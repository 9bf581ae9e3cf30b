using System.Net;
using System.Text;
using FinancialMcp.Sandbox.Accounts;
using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Faults;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;
using FinancialMcp.Sandbox.Seeding;
using FinancialMcp.Sandbox.Transactions;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Sandbox;

/// <summary>
/// A running stand-in bank: both services on their own listeners over one ledger file. It keeps no static state, so
/// several may run in one process; disposing it answers what is under way, closes the ledger and frees the ports.
/// </summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly SandboxOptions options;
    private readonly LedgerFile file;
    private readonly LedgerReaders readers;
    private readonly LedgerWriter writer;
    private readonly Listener accounts;
    private readonly Listener transactions;
    private readonly Listener? faults;

    private SandboxHost(SandboxOptions options, LedgerFile file, LedgerSession session)
    {
        this.options = options;
        this.file = file;
        readers = new LedgerReaders(file);
        writer = new LedgerWriter(session);
        var tokens = new BankTokens(options.JwtSecret, options.Clock);
        var plan = new FaultPlan();
        var log = new RequestLog(tokens, options.Clock);
        accounts = BuildAccounts(tokens, plan, log);
        transactions = BuildTransactions(tokens, plan, log);
        if (options.FaultPort is { } port)
        {
            faults = new Listener(IPAddress.Loopback, port, new FaultPortEdge());
            new FaultPort(plan, log, readers, new Settlements(writer, options.Clock)).Map(faults);
        }
    }

    /// <summary>Base address of the account service.</summary>
    public Uri AccountUrl => accounts.Url;

    /// <summary>Base address of the transaction service.</summary>
    public Uri TransactionUrl => transactions.Url;

    /// <summary>Base address of the fault listener, or null when it is off.</summary>
    public Uri? FaultUrl => faults?.Url;

    /// <summary>Full path of the ledger file, which checkers may open read-only while the bank runs.</summary>
    public string LedgerPath => file.Path;

    /// <summary>Opens (and on an empty ledger seeds) the ledger and starts the listeners.</summary>
    /// <exception cref="SandboxStartException">An option is unusable, the ledger is in use, or a port cannot be bound.</exception>
    public static async Task<SandboxHost> StartAsync(
        SandboxOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var host = Open(options);
        try
        {
            if (options.SeedDemo)
            {
                await DemoSeed.PlantAsync(host.writer, options);
            }
            await host.ListenAsync(cancellationToken);
            return host;
        }
        catch (Exception e)
        {
            await host.DisposeAsync();
            if (e is IOException)
            {
                throw new SandboxStartException($"A listener cannot be started: {e.Message}", e);
            }
            throw;
        }
    }

    /// <summary>Stops listening, lets running calls finish, closes the ledger and releases its lock.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accounts.DisposeAsync();
        await transactions.DisposeAsync();
        if (faults is not null)
        {
            await faults.DisposeAsync();
        }
        // The writer closes last: only its connection may fold the write-ahead log back into the file.
        readers.Dispose();
        await writer.DisposeAsync();
        file.Dispose();
        stopping.Dispose();
    }

    private static SandboxHost Open(SandboxOptions options)
    {
        var opened = LedgerFile.Open(options.DataDirectory);
        try
        {
            var session = opened.OpenSession(readOnly: false);
            session.Execute(LedgerSchema.Sql);
            return new SandboxHost(options, opened, session);
        }
        catch (SqliteException e)
        {
            opened.Dispose();
            throw new SandboxStartException($"The ledger {opened.Path} cannot be opened: {e.Message}", e);
        }
    }

    private Listener BuildAccounts(BankTokens tokens, FaultPlan plan, RequestLog log)
    {
        var users = new Users(readers, writer);
        var edge = new AccountEdge(options, tokens, users);
        var figures = new RequestFigures();
        var listener = new Listener(
            AddressOf(options.Host),
            options.AccountPort,
            edge,
            [.. Gate("account", edge, plan, log), figures]
        );
        var service = new Service(listener, edge);
        new AuthEndpoints(options, users, tokens).Map(service);
        new AccountEndpoints(options, readers, new AccountChanges(writer, options.Clock)).Map(service);
        new SpendingLimits(options, readers).Map(service);
        Actuator.Map(service, figures, writer);
        return listener;
    }

    private Listener BuildTransactions(BankTokens tokens, FaultPlan plan, RequestLog log)
    {
        var edge = new TransactionEdge(options, tokens);
        var figures = new RequestFigures();
        var listener = new Listener(
            AddressOf(options.Host),
            options.TransactionPort,
            edge,
            [.. Gate("transaction", edge, plan, log), figures]
        );
        var service = new Service(listener, edge);
        var moves = new MoneyMoves(options, writer);
        new TransactionEndpoints(options, readers, moves, new Reversals(options, writer)).Map(service);
        new StatsEndpoints(options, readers).Map(service);
        new AuthorizationEndpoints(options, readers, writer, moves).Map(service);
        new AccountClosure(options, writer).Map(service);
        Actuator.Map(service, figures, writer);
        return listener;
    }

    private IEnumerable<IFront> Gate(string service, ServiceEdge edge, FaultPlan plan, RequestLog log) =>
        options.FaultPort is null ? [] : [new FaultGate(service, edge, plan, log, options.Clock, stopping.Token)];

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await accounts.StartAsync(cancellationToken);
        await transactions.StartAsync(cancellationToken);
        if (faults is not null)
        {
            await faults.StartAsync(cancellationToken);
        }
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
