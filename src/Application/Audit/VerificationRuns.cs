namespace FinancialMcp.Application.Audit;

/// <summary>A verification that runs now.</summary>
/// <param name="By">Who asked for it.</param>
/// <param name="Since">When it began.</param>
/// <param name="Records">How many records it has looked at.</param>
public sealed record RunningVerification(string By, DateTimeOffset Since, long Records);

/// <summary>
/// The verification that this server runs now. A second one beside it would find the same, and take from calls what the
/// database can do.
/// </summary>
public sealed class VerificationRuns(TimeProvider time)
{
    private RunningVerification? current;

    /// <summary>Null when none runs.</summary>
    public RunningVerification? Current => Volatile.Read(ref current);

    /// <summary>
    /// Begins a run, which ends when it is disposed. Throws <see cref="AppException"/> VALIDATION_ERROR while another runs.
    /// </summary>
    public VerificationRun Begin(string by)
    {
        var begun = new RunningVerification(by, time.GetUtcNow(), 0);
        if (Interlocked.CompareExchange(ref current, begun, null) is { } other)
        {
            throw new AppException(
                ErrorCodes.ValidationError,
                $"A verification by {other.By} runs already. Wait for what it finds."
            );
        }

        return new VerificationRun(
            records => Volatile.Write(ref current, begun with { Records = records }),
            () => Volatile.Write(ref current, null)
        );
    }
}

/// <summary>One run: is told how many records were looked at.</summary>
public sealed class VerificationRun(Action<long> report, Action end) : IProgress<long>, IDisposable
{
    private int isOver;

    /// <summary>Takes how many records were looked at.</summary>
    public void Report(long value)
    {
        if (Volatile.Read(ref isOver) == 0)
        {
            report(value);
        }
    }

    /// <summary>Lets the next one begin.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isOver, 1) == 0)
        {
            end();
        }
    }
}
