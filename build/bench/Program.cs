using System.CommandLine;
using FinancialMcp.Testing;

namespace FinancialMcp.Bench;

internal static class Program
{
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Interleaved rounds.",
        DefaultValueFactory = _ => 7,
    };
    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "Length of one target's part of a round.",
        DefaultValueFactory = _ => 3,
    };
    private static readonly Option<int> WarmUps = new("--warm-ups")
    {
        Description = "Bursts of a second, at least, before the first round.",
        DefaultValueFactory = _ => 12,
    };
    private static readonly Option<int?> ServerCore = new("--server-core")
    {
        Description = "Processor core that the servers are confined to.",
    };
    private static readonly Option<string?> Write = new("--write")
    {
        Description = "Page whose marked part is replaced by the result.",
    };

    private static readonly Option<int> Records = new("--records")
    {
        Description = "Records of the trail that is searched.",
        DefaultValueFactory = _ => 5_000_000,
    };
    private static readonly Option<int> SearchRounds = new("--rounds")
    {
        Description = "Rounds over all kinds of searches.",
        DefaultValueFactory = _ => 40,
    };

    private static readonly Option<int> Circuits = new("--circuits")
    {
        Description = "Pages that are left open.",
        DefaultValueFactory = _ => 200,
    };

    /// <summary>Exit codes: 0 measured, 1 the run is invalid.</summary>
    private static Task<int> Main(string[] arguments)
    {
        var bare = new Command("bare", "Serves the baseline: the SDK and the bank, nothing between.");
        bare.SetAction((_, cancellationToken) => BareServer.RunAsync(cancellationToken));
        var load = new Command("load", "Starts everything, measures it, and reports.")
        {
            Rounds,
            Seconds,
            WarmUps,
            ServerCore,
            Write,
        };
        load.SetAction((parsed, _) => LoadAsync(parsed));
        var audit = new Command("audit", "Measures searches of a large trail on PostgreSQL.")
        {
            Records,
            SearchRounds,
            Write,
        };
        audit.SetAction(SearchAsync);
        var trail = new Command("trail", "Measures writing, sealing and verifying a trail on PostgreSQL.")
        {
            Rounds,
            Seconds,
            Write,
        };
        trail.SetAction(TrailAsync);
        var pages = new Command(
            "pages",
            "Measures the page of a large trail in Chromium, and pages that are left open."
        )
        {
            Records,
            SearchRounds,
            Circuits,
            Write,
        };
        pages.SetAction(PagesAsync);
        return new RootCommand("Measures Financial MCP against the bare SDK and the bank.")
        {
            bare,
            load,
            audit,
            trail,
            pages,
        }
            .Parse(arguments)
            .InvokeAsync();
    }

    private static async Task<int> LoadAsync(ParseResult parsed)
    {
        try
        {
            var core = parsed.GetValue(ServerCore);
            var rounds = parsed.GetValue(Rounds);
            var seconds = parsed.GetValue(Seconds);
            using var folder = new TemporaryFolder();
            await using var lineup = await Lineup.StartAsync(core, folder);
            var comparison = new Comparison(lineup, Console.Error.WriteLine);
            comparison.WarmUp(parsed.GetValue(WarmUps), TimeSpan.FromSeconds(1));
            await comparison.MeasureAsync(rounds, TimeSpan.FromSeconds(seconds));
            var machine = Machine.Describe(core, rounds, seconds, TimeProvider.System);
            var result = new Report(lineup, comparison, machine, "build/bench/bench.sh").Write();
            Tell(parsed, "bench", result);
            return 0;
        }
        catch (InvalidRunException invalid)
        {
            await Console.Error.WriteLineAsync($"The run is invalid. {invalid.Message}");
            return 1;
        }
    }

    private static async Task<int> SearchAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var result = await AuditBench.RunAsync(
            parsed.GetValue(Records),
            parsed.GetValue(SearchRounds),
            cancellationToken
        );
        Tell(parsed, "audit bench", result);
        return 0;
    }

    private static async Task<int> TrailAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var length = TimeSpan.FromSeconds(parsed.GetValue(Seconds));
            var result = await TrailBench.RunAsync(parsed.GetValue(Rounds), length, cancellationToken);
            Tell(parsed, "trail bench", result);
            return 0;
        }
        catch (InvalidRunException invalid)
        {
            await Console.Error.WriteLineAsync($"The run is invalid. {invalid.Message}");
            return 1;
        }
    }

    private static async Task<int> PagesAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var result = await PageBench.RunAsync(
            parsed.GetValue(Records),
            parsed.GetValue(SearchRounds),
            parsed.GetValue(Circuits),
            cancellationToken
        );
        Tell(parsed, "pages bench", result);
        return 0;
    }

    private static void Tell(ParseResult parsed, string part, string result)
    {
        Console.Write(result);
        if (parsed.GetValue(Write) is { } page)
        {
            Report.WriteInto(page, part, result);
        }
    }
}
