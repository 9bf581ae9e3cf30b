using System.Diagnostics;
using System.Globalization;
using System.Text;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Testing;
using Microsoft.Playwright;
using OtpNet;
using static System.FormattableString;

namespace FinancialMcp.Bench;

/// <summary>
/// How long an auditor waits in a real browser for the page of a large trail, and what a page that is left open takes of the
/// server's memory.
/// </summary>
internal sealed class PageBench(IBrowserContext context, int rounds)
{
    private const int Days = 90;
    private const string Name = "aurel";
    private const string Password = "a page of a large trail";
    private const double GoalFirst = 1500;
    private const double GoalFilter = 1000;

    /// <summary>The records are there, and none of an earlier search.</summary>
    private const string Records = "[aria-busy=false] .records tbody tr";

    private static readonly string[] Browsers = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private readonly List<double> first = [];
    private readonly List<double> filtered = [];
    private readonly List<double> firstCounted = [];
    private readonly List<double> filterCounted = [];

    /// <summary>The result as a page's part.</summary>
    public static async Task<string> RunAsync(
        int records,
        int rounds,
        int circuits,
        CancellationToken cancellationToken
    )
    {
        using var folder = new TemporaryFolder();
        var postgres = await PostgresServer.SharedAsync();
        var name = await postgres.CreateDatabaseAsync();
        var database = AuditBench.On(postgres, name, folder.Path);
        await DatabaseMigrations.MigrateAsync(database, null, Console.Error.WriteLine, cancellationToken);
        var events = new AuditEvents(postgres.ConnectionString(name), records, Days);
        await events.WriteAsync(Console.Error.WriteLine, cancellationToken);
        var key = await EmployAsync(database, folder.Path, cancellationToken);

        await using var bank = await BankProcess.StartAsync("v1", "--limits", "none", "--seed", "demo");
        var settings = ServerProcess.Settings(
            bank,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DB_HOST"] = PostgresServer.Host,
                ["DB_PORT"] = postgres.Port.ToString(CultureInfo.InvariantCulture),
                ["DB_NAME"] = name,
                ["DB_USER"] = PostgresServer.User,
                ["DB_PASSWORD"] = "unused-on-a-trusted-loopback",
                ["DATA_DIR"] = folder.Path,

                // Records that were loaded at once are sealed at once: that is measured by the benchmark of the trail.
                ["AUDIT_SEALING"] = "false",
            }
        );
        await using var server = await ServerProcess.StartAsync(settings);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Browsers.First(File.Exists),
                Args = ["--no-sandbox", "--renderer-process-limit=4"],
            }
        );
        await using var context = await browser.NewContextAsync(new() { BaseURL = server.AdminUrl });
        context.SetDefaultTimeout(60_000);
        var bench = new PageBench(context, rounds);
        await bench.SignInAsync(key);
        await bench.WaitAsync();
        var megabytes = await bench.LeaveOpenAsync(circuits, server.Process.Id);
        return bench.Report(records, circuits, megabytes);
    }

    /// <summary>An auditor with a device; the device's key.</summary>
    private static async Task<string> EmployAsync(
        DatabaseOptions database,
        string folder,
        CancellationToken cancellationToken
    )
    {
        await using var services = AuditBench.Services(database, folder);
        var enrolment = services.GetRequiredService<StaffEnrolment>();
        var credentials = services.GetRequiredService<IStaffCredentials>();
        var store = services.GetRequiredService<IStaffStore>();
        var secret = await enrolment.OfferFirstAsync(cancellationToken);
        var key = credentials.NewKey();
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-30);
        var code = new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(before.UtcDateTime);
        var source = new StaffSource("bench", null, null);
        var admin = await enrolment.EnrolAsync(
            new Enrolment(secret!, Name, Password, key, code),
            source,
            cancellationToken
        );
        var version = await store.VersionAsync(cancellationToken);
        var record = new Application.Audit.AuditEvent
        {
            Id = Guid.CreateVersion7(),
            Code = Application.Audit.AuditCode.StaffApproved,
            RequestId = "bench",
            Decision = Application.Audit.AuditRecords.Allowed,
        };
        var isChanged = await store.ChangeAsync(
            version,
            [new SaveStaff(admin with { Roles = [StaffPermissions.Auditor] })],
            record
        );
        return isChanged ? key : throw new InvalidRunException("The auditor could not be made.");
    }

    private async Task SignInAsync(string key)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Name").FillAsync(Name);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByLabel("Code", new() { Exact = false })
            .FillAsync(new Totp(Base32Encoding.ToBytes(key)).ComputeTotp());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 }).WaitForAsync();
        await page.CloseAsync();
    }

    /// <summary>Opens the page and narrows the search, again and again; the first tenth warms up.</summary>
    private async Task WaitAsync()
    {
        var page = await context.NewPageAsync();
        var warm = Math.Max(1, rounds / 10);
        for (var round = -warm; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await page.GotoAsync("/calls");
            await page.Locator(Records).First.WaitForAsync();
            Note(first, start, round);
            await page.GetByText(" found").First.WaitForAsync();
            Note(firstCounted, start, round);

            var tool = page.GetByRole(AriaRole.Region, new() { Name = "Narrow the search" })
                .GetByRole(
                    AriaRole.Link,
                    new() { Name = round % 2 == 0 ? "transfer_funds" : "get_account", Exact = true }
                );
            start = Stopwatch.GetTimestamp();
            await tool.ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Remove Tool: ", Exact = false }).WaitForAsync();
            await page.Locator(Records).First.WaitForAsync();
            Note(filtered, start, round);
            await page.GetByText(" found").First.WaitForAsync();
            Note(filterCounted, start, round);
        }

        await page.CloseAsync();
    }

    /// <summary>What one more open page adds to the server's resident memory, in MB of a million bytes.</summary>
    private async Task<double> LeaveOpenAsync(int circuits, int server)
    {
        const int Before = 20;
        await OpenAsync(Before);
        var begin = ProcessFigures.ResidentMegabytes(server);
        await OpenAsync(circuits);
        return (ProcessFigures.ResidentMegabytes(server) - begin) / circuits;

        async Task OpenAsync(int count)
        {
            for (var at = 0; at < count; at++)
            {
                var page = await context.NewPageAsync();
                await page.GotoAsync("/sessions");
                await page.Locator("[data-stale=false]").WaitForAsync();
            }
        }
    }

    private static void Note(List<double> times, long start, int round)
    {
        if (round >= 0)
        {
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private string Report(int records, int circuits, double megabytes)
    {
        var text = new StringBuilder();
        var opened = circuits.ToString(CultureInfo.InvariantCulture);
        foreach (var line in Machine.Describe(TimeProvider.System).Lines)
        {
            Line("- " + line);
        }

        Line(
            Invariant(
                $"- {records:N0} records of {Days} days; the page opens on the last 24 hours; sealing is another replica's; {rounds} rounds in Chromium on the same machine"
            )
        );
        Line("- repeat it with `build/bench/bench.sh pages`");
        Line("");
        Line("| *Tool calls* in a browser | median ms | p95 ms | most ms | goal |");
        Line("|---|---|---|---|---|");
        Row("opened: the records are there", first, GoalFirst);
        Row("opened: the counts are there, too", firstCounted, null);
        Row("narrowed to one tool: the records", filtered, GoalFilter);
        Row("narrowed to one tool: the counts, too", filterCounted, null);
        Line("");
        Line(
            $"Each of {opened} *Sessions* pages left open added "
                + Invariant($"{megabytes:0.00} MB to the server's resident memory. Goal: below 1 MB: ")
                + (megabytes < 1 ? "reached." : "**not reached**.")
        );
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void Row(string what, List<double> times, double? goal)
        {
            var median = At(times, 0.5);
            var verdict = goal is not { } most
                ? ""
                : Invariant($"below {most}: ") + (median < most ? "reached" : "**not reached**");
            Line(Invariant($"| {what} | {median:0} | {At(times, 0.95):0} | {times.Max():0} | {verdict} |"));
        }
    }

    private static double At(List<double> times, double share) =>
        times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));
}
