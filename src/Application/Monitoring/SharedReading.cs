namespace FinancialMcp.Application.Monitoring;

/// <summary>
/// One reading for all who ask at the same time, and for those who ask soon after: however many look, the reading is made at
/// most once within its freshness. One that failed is told to those who waited for it, and made again for the next.
/// </summary>
/// <param name="read">Reads.</param>
/// <param name="freshness">For how long what was read answers others, from when the reading began.</param>
/// <param name="time">The clock.</param>
public sealed class SharedReading<T>(Func<Task<T>> read, TimeSpan freshness, TimeProvider time)
{
    private readonly Lock gate = new();
    private Task<T>? last;
    private long begunAt;

    /// <summary>What was read. Throws what the reading throws.</summary>
    public Task<T> ReadAsync()
    {
        lock (gate)
        {
            if (last is null || IsOver(last))
            {
                begunAt = time.GetTimestamp();
                last = ReadNowAsync();
            }

            return last;
        }
    }

    private bool IsOver(Task<T> reading) =>
        reading.IsCompleted && (!reading.IsCompletedSuccessfully || time.GetElapsedTime(begunAt) >= freshness);

    private async Task<T> ReadNowAsync()
    {
        // Whoever asks first must not wait inside the lock for code that runs before its first await.
        await Task.Yield();
        return await read();
    }
}
