using FinancialMcp.Infrastructure.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>Five times a second: seals what is new, and sees that the anchors are told.</summary>
internal sealed class SealPatrol(
    IServiceScopeFactory scopes,
    ISealLedger ledger,
    Sealer sealer,
    IEnumerable<IAnchor> anchors,
    ILoggerFactory logs,
    TimeProvider time
) : Patrol(scopes, time, logs.CreateLogger<SealPatrol>())
{
    /// <summary>How long an anchor may take at the end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly List<AnchorPost> posts =
    [
        .. anchors.Select(anchor => new AnchorPost(anchor, time, logs.CreateLogger<AnchorPost>())),
    ];

    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(200);

    /// <summary>What was committed before the end is sealed before the end, where that is possible.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await GoRoundAsync(CancellationToken.None);
        await Task.WhenAll(posts.Select(post => post.FinishAsync()))
            .WaitAsync(Patience, Time, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ledger.DisposeAsync();
    }

    protected override async Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!await sealer.RoundAsync())
        {
            posts.ForEach(post => post.Forget());
            return;
        }

        foreach (var post in posts)
        {
            await post.GoOnAsync(ledger, sealer.Last!.Number);
        }
    }
}
