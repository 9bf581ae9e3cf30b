using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Testing;
using Mediator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using OtpNet;

namespace FinancialMcp.Admin.Tests;

/// <summary>
/// A bank, a server on PostgreSQL with its admin pages, people of every role with real devices, and a real browser.
/// What people are to have is prepared by the server's own services in this process, on the same database.
/// </summary>
public sealed class House : IAsyncLifetime
{
    internal const string Password = "correct horse battery";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private static readonly StaffSource Desk = new("prepared", "192.0.2.7", "a desk");

    private readonly Belongings belongings = new();
    private readonly Dictionary<string, string> devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, McpClient> agents = new(StringComparer.Ordinal);
    private IDictionary<string, string> settings = new Dictionary<string, string>(StringComparer.Ordinal);
    private WebApplication? host;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private TestDatabase? database;
    private BankProcess? bank;
    private ServerProcess? server;

    /// <summary>Why the pages cannot be walked here; null when they can.</summary>
    public static string? Missing =>
        !PostgresServer.IsInstalled ? "PostgreSQL is not installed."
        : Chromium is null ? "Chromium is not installed."
        : null;

    /// <summary>Chromium without its own windows where it is there: it draws the same pages with half the work.</summary>
    private static string? Chromium { get; } =
        new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists);

    /// <summary>The names of the people by what they are: two administrators, an operator, two approvers, an auditor.</summary>
    public static IReadOnlyList<(string Name, string[] Roles)> People { get; } =
    [
        ("olga", [StaffPermissions.Operator]),
        ("paul", [StaffPermissions.Approver]),
        ("petra", [StaffPermissions.Approver]),
        ("rita", [StaffPermissions.Auditor]),
    ];

    internal ServerProcess Server => server!;

    internal BankProcess Bank => bank!;

    internal TestDatabase Database => database!;

    internal string Url => server!.AdminUrl!;

    internal int DatabasePort => int.Parse(settings["DB_PORT"], System.Globalization.CultureInfo.InvariantCulture);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        var folder = belongings.Hold(new TemporaryFolder());
        database = await TestDatabase.CreateAsync("postgres", folder.Path);
        bank = belongings.Keep(await BankProcess.StartAsync("v1", "--limits", "none", "--seed", "demo"));
        settings = ServerProcess.Settings(bank, database.Settings);
        settings["DATA_DIR"] = folder.Path;
        settings["POLICY_FILE"] = TestPolicy.WriteTo(folder.Path);
        server = belongings.Keep(await ServerProcess.StartAsync(settings));
        host = DeskOn(settings);
        await EveryoneAsync();
        playwright = await Playwright.CreateAsync();
        browser = await LaunchAsync(playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        if (Environment.GetEnvironmentVariable("SERVER_LOGS") is { Length: > 0 } kept && server is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(kept, $"server-{server.Process.Id}.log"), server.Process.Output);
        }

        playwright?.Dispose();
        foreach (var client in agents.Values)
        {
            await client.DisposeAsync();
        }

        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await belongings.DisposeAsync();
    }

    /// <summary>A browser of its own, in which nobody is signed in.</summary>
    internal Task<Person> VisitorAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280, string? url = null) =>
        OpenAsync(scheme, width, cookies: null, url);

    /// <summary>A browser of its own, in which somebody has just signed in by the page, in a session of its own.</summary>
    internal async Task<Person> NewlySignedInAsync(string name)
    {
        var person = await VisitorAsync();
        await person.SignInAsync(name, Password, await CodeAsync(name));
        return person;
    }

    /// <summary>
    /// A browser of its own, in which somebody is signed in: in the one session that all of this person's browsers share,
    /// which began by the page. For what neither ends a session nor needs a new one.
    /// </summary>
    internal async Task<Person> SignedInAsync(
        string name,
        ColorScheme scheme = ColorScheme.Light,
        int width = 1280,
        string? url = null
    )
    {
        if (!cookies.TryGetValue(name, out var kept))
        {
            await using var person = await NewlySignedInAsync(name);
            cookies[name] = kept = await person.Context.StorageStateAsync();
        }

        return await OpenAsync(scheme, width, kept, url);
    }

    /// <summary>A further server of the house, on the same database, with these settings besides.</summary>
    internal async Task<ServerProcess> ReplicaAsync(params (string Name, string Value)[] more)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var its = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        foreach (var (name, value) in more)
        {
            its[name] = value;
        }

        return await ServerProcess.StartAsync(its);
    }

    internal async Task<Person> OpenAsync(ColorScheme scheme, int width, string? cookies, string? url = null)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return await Person.OpenAsync(
            await browser!.NewContextAsync(
                new BrowserNewContextOptions
                {
                    BaseURL = url ?? Url,
                    ColorScheme = scheme,
                    // Nothing to wait for, nothing to draw twice.
                    ReducedMotion = ReducedMotion.Reduce,
                    StorageState = cookies,
                    ViewportSize = new ViewportSize { Width = width, Height = 900 },
                }
            )
        );
    }

    /// <summary>
    /// What a person's device shows. A code is taken once, and the walks would wait half a minute for each next one: so the
    /// last one is taken to be of some time ago. That none is taken twice is tested where the clock can be set.
    /// </summary>
    internal async Task<string> CodeAsync(string name)
    {
        await using var connection = await Database.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"update staff_account set last_step = 0 where name = '{name}'";
        await command.ExecuteNonQueryAsync(Cancel);
        return new Totp(Base32Encoding.ToBytes(devices[name])).ComputeTotp();
    }

    /// <summary>
    /// The person types the code of their device where a page asks for it: not where the session that they share with other walks
    /// has its proof already.
    /// </summary>
    internal async Task ConfirmAsync(Person person, string name)
    {
        var code = person.Page.GetByLabel("Code of your device");
        await code.Or(person.Page.GetByText("You have confirmed that it is you")).First.WaitForAsync();
        if (await code.IsVisibleAsync())
        {
            // A wrong one, which the page empties, is gone: else it would empty this one.
            await Assertions.Expect(code).ToHaveValueAsync("");
            await code.FillAsync(await CodeAsync(name));
        }
    }

    /// <summary>Asks in a person's name, as the pages do. What the use case throws, is thrown.</summary>
    internal Task<T> AskAsync<T>(string person, IRequest<T> request) => AskAsync(host!, person, request);

    /// <summary>The same at another server's desk.</summary>
    internal static async Task<T> AskAsync<T>(WebApplication host, string person, IRequest<T> request)
    {
        var account = (await host.Services.GetRequiredService<IStaffStore>().FindAsync(person, Cancel))!;
        await using var scope = host.Services.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = StaffCaller.Of(account),
                    RequestId = Guid.CreateVersion7().ToString("n"),
                    Tool = StaffCaller.NameOf(request.GetType()),
                    Arguments = StaffCaller.ArgumentsOf(request),
                    PresentAt = TimeProvider.System.GetUtcNow(),
                }
            );
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, Cancel);
    }

    /// <summary>An agent calls a tool, by a real client.</summary>
    internal async Task<CallToolResult> CallAsync(
        string agent,
        string tool,
        IReadOnlyDictionary<string, object?> arguments
    )
    {
        if (!agents.TryGetValue(agent, out var client))
        {
            client = await Agents.ConnectAsync(Server.McpUrl, Tokens.ForAgent(agent, "ROLE_USER"));
            agents[agent] = client;
        }

        return await client.CallToolAsync(tool, arguments, cancellationToken: Cancel);
    }

    /// <summary>Takes a one-time secret with a new device.</summary>
    internal async Task<string> EnrolAsync(string secret, string? name)
    {
        var key = host!.Services.GetRequiredService<IStaffCredentials>().NewKey();
        var code = new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(
            (TimeProvider.System.GetUtcNow() - Step).UtcDateTime
        );
        var account = await host
            .Services.GetRequiredService<StaffEnrolment>()
            .EnrolAsync(new Enrolment(secret, name, Password, key, code), Desk, Cancel);
        devices[account.Name] = key;
        return account.Name;
    }

    internal static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] }
        );

    internal static WebApplication DeskOn(IDictionary<string, string> settings)
    {
        var home = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["MCP_ENABLED"] = "false",
            ["ADMIN_ENABLED"] = "false",
            ["LOG_LEVEL"] = "CRITICAL",
        };
        var report = ConfigurationReading.Read(ConfigurationSources.Of(home));
        Assert.Empty(report.Errors);
        return ServerHost.Build(report.Settings!);
    }

    private async Task EveryoneAsync()
    {
        var first = await host!.Services.GetRequiredService<StaffEnrolment>().OfferFirstAsync(Cancel);
        await EnrolAsync(first!, "ada");
        await EnrolAsync(await AskAsync("ada", new InviteSecondAdmin()), "bea");
        foreach (var (name, roles) in People)
        {
            await AskAsync("ada", new ProposeStaff(name, roles, "for the walks"));
            await EnrolAsync((await AskAsync("bea", new ApproveStaff(name, roles, "agreed"))).Secret!, name: null);
        }
    }
}
