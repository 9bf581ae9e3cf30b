using System.Collections.Concurrent;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Oversight;

/// <summary>
/// What people have decided, in memory, at most <see cref="Patience"/> old: refreshed every second by polling the
/// database, so that a stop or a revocation holds on every replica, whatever else is down. When it cannot be read for
/// that long, nothing may be done on it any more.
/// </summary>
public sealed class OversightWatch(IOversightStore store, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Less than the five seconds in which every decision must hold everywhere.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<string, Agent> newcomers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Lock joining = new();
    private Task joined = Task.CompletedTask;
    private Reading? last;

    /// <summary>
    /// What holds. Throws <see cref="AppException"/> EMERGENCY_STOP when that has not been readable for too long: whoever
    /// asks fails closed.
    /// </summary>
    public OversightState Current => IsFresh ? last!.State : throw Unreadable();

    /// <summary>Whether what was read last is young enough to act on.</summary>
    public bool IsFresh => Volatile.Read(ref last) is { } read && time.GetElapsedTime(read.Began) <= Patience;

    /// <summary>What was read last, however old; null before the first reading. For what only shows, and decides nothing.</summary>
    public OversightState? LastKnown => Volatile.Read(ref last)?.State;

    /// <summary>The agent as registered; null when nobody has seen it yet.</summary>
    public Agent? Find(AgentId id) =>
        LastKnown?.AgentOf(id) ?? (newcomers.TryGetValue(id.Key, out var agent) ? agent : null);

    /// <summary>Remembers an agent that this process registered, until the next whole reading knows it.</summary>
    public void Remember(Agent agent) => newcomers[agent.Id.Key] = agent;

    /// <summary>
    /// Reads the version, and everything when that changed. Throws <see cref="StoreUnavailableException"/> when the
    /// database does not answer. One reading at a time; it counts as old as the moment it began.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        Task read;
        lock (joining)
        {
            // Whoever only needs it fresh joins this one, instead of waiting for its end and then for another one.
            read = joined = ReadAsync();
        }

        await read.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Makes sure that what is held is young enough: joins the reading under way, or begins one, so that a database that
    /// does not answer is waited for once, however many wait. Throws as <see cref="RefreshAsync"/>.
    /// </summary>
    public Task FreshenAsync(CancellationToken cancellationToken)
    {
        if (IsFresh)
        {
            return Task.CompletedTask;
        }

        lock (joining)
        {
            if (joined.IsCompleted)
            {
                joined = RefreshAsync(CancellationToken.None);
            }

            return joined.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => reading.Dispose();

    /// <summary>
    /// As <see cref="Current"/>, after a reading where it is needed. Throws <see cref="StoreUnavailableException"/> when the
    /// database does not answer that: it has been waited for then, and is not to be waited for again for a record of it.
    /// </summary>
    public async Task<OversightState> RequireAsync(CancellationToken cancellationToken)
    {
        await FreshenAsync(cancellationToken);
        return Current;
    }

    /// <summary>Not cancelled with who asked first: others may wait for it. Ends the turn that its caller took.</summary>
    private async Task ReadAsync()
    {
        try
        {
            var began = time.GetTimestamp();
            var known = Volatile.Read(ref last);
            var version = await store.VersionAsync(CancellationToken.None);
            var state =
                known is not null && known.State.Version == version
                    ? known.State
                    : await store.ReadAsync(CancellationToken.None);
            if (!ReferenceEquals(state, known?.State))
            {
                newcomers.Clear();
            }

            Volatile.Write(ref last, new Reading(state, began));
        }
        finally
        {
            reading.Release();
        }
    }

    private static AppException Unreadable() =>
        new(
            ErrorCodes.EmergencyStop,
            "Whether this is stopped cannot be read right now, so nothing is done. Ask again with the same key."
        )
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    private sealed record Reading(OversightState State, long Began);
}
