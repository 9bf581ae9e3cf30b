using System.Runtime.InteropServices;

namespace FinancialMcp.Sandbox;

/// <summary>Turns SIGTERM and SIGINT into a request to stop, so that the process ends by finishing its work.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration terminate;
    private readonly PosixSignalRegistration interrupt;

    public StopSignals()
    {
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
    }

    public Task Asked => asked.Task;

    public void Dispose()
    {
        terminate.Dispose();
        interrupt.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
        asked.TrySetResult();
    }
}
