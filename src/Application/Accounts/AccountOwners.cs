using System.Collections.Concurrent;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Accounts;

/// <summary>
/// Asks the bank, as our own staff user, whose accounts are that people have to decide about. It costs the page that shows them
/// two seconds at most, and the bank a few questions: what is not answered by then is told as not known.
/// </summary>
public sealed class AccountOwners(
    IAccountGateway bank,
    BackendIdentities identities,
    OwnersTold told,
    TimeProvider time
)
{
    /// <summary>How many accounts one reading asks about at most; the next reading asks about the next.</summary>
    public const int MostAsked = 20;

    private const int AtOnce = 4;

    /// <summary>How long one reading waits for all answers together.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The owners, one for each account. Never throws for the bank's sake.</summary>
    public async Task<IReadOnlyDictionary<AccountId, AccountOwner>> OfAsync(
        IEnumerable<AccountId> accounts,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var wanted = accounts.Distinct().ToList();
        var unknown = wanted.Where(account => told.Find(account) is null).Take(MostAsked).ToList();
        if (unknown.Count > 0 && told.MayAsk())
        {
            await AskAsync(unknown, cancellationToken);
        }

        return wanted.ToDictionary(account => account, account => told.Find(account) ?? AccountOwner.NotKnown(account));
    }

    private async Task AskAsync(List<AccountId> accounts, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await Parallel.ForEachAsync(
            accounts,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (account, _) =>
            {
                try
                {
                    var found = await bank.FindAsync(account, identities.Staff, either.Token);
                    told.Keep(new AccountOwner(account, IsKnown: true, found?.OwnerId, found?.Status));
                }
                catch (AppException)
                {
                    told.Pause();
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    told.Pause();
                }
            }
        );
    }
}

/// <summary>
/// What the bank told of owners lately, in memory: pages that read every few seconds ask it once a minute, and not at all for a
/// while after it did not answer.
/// </summary>
public sealed class OwnersTold(TimeProvider time)
{
    private const int MostKept = 1000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<AccountId, (AccountOwner Owner, DateTimeOffset At)> kept = [];
    private long restsUntil;

    /// <summary>What was told of the account in the last minute; null when nothing was.</summary>
    internal AccountOwner? Find(AccountId account) =>
        kept.TryGetValue(account, out var entry) && time.GetUtcNow() - entry.At < Fresh ? entry.Owner : null;

    internal bool MayAsk() => time.GetUtcNow().UtcTicks >= Interlocked.Read(ref restsUntil);

    internal void Pause() => Interlocked.Exchange(ref restsUntil, (time.GetUtcNow() + Rest).UtcTicks);

    internal void Keep(AccountOwner owner)
    {
        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        kept[owner.Account] = (owner, time.GetUtcNow());
    }
}
