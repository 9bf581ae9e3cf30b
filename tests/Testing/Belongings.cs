namespace FinancialMcp.Testing;

/// <summary>
/// What somebody started and must end: in the reverse order, and each of them also when ending another one fails. A
/// start that fails half way disposes these, and leaves nothing behind.
/// </summary>
public sealed class Belongings : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> owned = new();

    public T Keep<T>(T thing)
        where T : IAsyncDisposable
    {
        owned.Push(thing);
        return thing;
    }

    /// <summary>The same for what ends at once.</summary>
    public T Hold<T>(T thing)
        where T : IDisposable
    {
        owned.Push(new Held(thing));
        return thing;
    }

    /// <summary>Ends them; throws what failed after all were tried.</summary>
    public async ValueTask DisposeAsync()
    {
        var failures = new List<Exception>();
        while (owned.TryPop(out var thing))
        {
            try
            {
                await thing.DisposeAsync();
            }
#pragma warning disable CA1031 // Whatever it is, the rest must still be ended; it is thrown below.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private sealed class Held(IDisposable thing) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            thing.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
