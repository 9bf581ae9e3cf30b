using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>
/// Where a task of a server lets others go on: at every such point it may be killed or stopped. It goes on when the
/// time has come, or the answer, whichever is first.
/// </summary>
internal readonly record struct Pause(DateTimeOffset? Until, SimulatedRequest? Answer)
{
    public static Pause Here { get; } = new(null, null);

    public bool IsOver(DateTimeOffset now) =>
        Until is null || Until <= now || (Answer is not null && SimulatedBank.IsAnswered(Answer));
}

/// <summary>Something a server does, step by step.</summary>
internal sealed class ServerTask(IEnumerable<Pause> steps, OperationId? found) : IDisposable
{
    private readonly IEnumerator<Pause> run = steps.GetEnumerator();

    /// <summary>The operation that the server found to work on by itself, if that is what it does.</summary>
    public OperationId? Found => found;

    public Pause Pause { get; private set; } = Pause.Here;

    /// <summary>Goes one step on; false when it is done.</summary>
    public bool Step()
    {
        var goesOn = run.MoveNext();
        Pause = goesOn ? run.Current : Pause.Here;
        return goesOn;
    }

    public void Dispose() => run.Dispose();
}
