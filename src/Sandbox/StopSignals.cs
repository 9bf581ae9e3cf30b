using System.Runtime.InteropServices;

namespace FinancialMcp.Sandbox;

/// <summary>Turns SIGTERM and SIGINT into a request to stop, so that the process ends by finishing its work.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public StopSignals()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
    }

    public Task Asked => _asked.Task;

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
        _asked.TrySetResult();
    }
}
